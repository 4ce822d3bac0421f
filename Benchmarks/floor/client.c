/* client URL BODY REQUESTS CONCURRENCY [CERTIFICATE]: posts the same body so many times through one libcurl multi
   handle, easy handles used again, answers taken into memory. Prints how many were answered with 200. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *body;
static long length, left, good;
static struct curl_slist *headers;
static const char *url, *certificate;

struct answer {
  char *bytes;
  size_t count, room;
};

static size_t take(char *bytes, size_t size, size_t count, void *context) {
  struct answer *answer = context;
  size_t added = size * count;
  if (answer->count + added > answer->room) {
    answer->room = (answer->count + added) * 2;
    answer->bytes = realloc(answer->bytes, answer->room);
  }
  memcpy(answer->bytes + answer->count, bytes, added);
  answer->count += added;
  return added;
}

static void start(CURLM *multi, CURL *easy, struct answer *answer) {
  answer->count = 0;
  curl_easy_setopt(easy, CURLOPT_URL, url);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, length);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, answer);
  curl_easy_setopt(easy, CURLOPT_PRIVATE, answer);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
  curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  if (certificate) curl_easy_setopt(easy, CURLOPT_CAINFO, certificate);
  curl_multi_add_handle(multi, easy);
  left--;
}

int main(int count, char **arguments) {
  if (count < 5) return 64;
  url = arguments[1];
  left = atol(arguments[3]);
  long concurrency = atol(arguments[4]);
  certificate = count > 5 ? arguments[5] : NULL;
  FILE *file = fopen(arguments[2], "r");
  if (!file) return 1;
  body = malloc(1 << 20);
  length = fread(body, 1, 1 << 20, file);
  curl_global_init(CURL_GLOBAL_DEFAULT);
  headers = curl_slist_append(headers, "Content-Type: application/json");
  headers = curl_slist_append(headers, "Authorization: Bearer any");
  headers = curl_slist_append(headers, "Expect:");
  CURLM *multi = curl_multi_init();
  curl_multi_setopt(multi, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
  struct answer *answers = calloc(concurrency, sizeof *answers);
  int running = 0;
  for (long i = 0; i < concurrency && left > 0; i++) start(multi, curl_easy_init(), &answers[i]);
  do {
    curl_multi_perform(multi, &running);
    CURLMsg *message;
    int waiting;
    while ((message = curl_multi_info_read(multi, &waiting))) {
      if (message->msg != CURLMSG_DONE) continue;
      CURL *easy = message->easy_handle;
      long status = 0;
      struct answer *answer;
      curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
      curl_easy_getinfo(easy, CURLINFO_PRIVATE, &answer);
      good += message->data.result == CURLE_OK && status == 200;
      curl_multi_remove_handle(multi, easy);
      if (left > 0) {
        start(multi, easy, answer);
        running = 1;
      }
    }
    if (running) curl_multi_poll(multi, NULL, 0, 1000, NULL);
  } while (running);
  printf("%ld\n", good);
  return 0;
}
