/* Typed doors to those functions of libcurl that Swift cannot call: the variadic ones, and one field of a union.
   curl's own type checks are macros over the variadic calls; the doors' types do their work. */
#ifndef TROPEBUILD_CCURL_SHIM_H
#define TROPEBUILD_CCURL_SHIM_H

#define CURL_DISABLE_TYPECHECK 1
#include <curl/curl.h>

/// Sets an option that is a long (numbers, flags, bit masks).
static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}

/// Sets an option that is a curl_off_t (those named _LARGE).
static inline CURLcode ccurl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}

/// Sets an option that is text; curl copies it.
static inline CURLcode ccurl_set_string(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}

/// Sets an option that is a pointer; curl keeps it as it is.
static inline CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}

/// Sets the header list; the caller keeps it until the transfer has ended.
static inline CURLcode ccurl_set_headers(CURL *easy, struct curl_slist *list) {
  return curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);
}

/// Sets the form; the caller keeps it until the transfer has ended.
static inline CURLcode ccurl_set_form(CURL *easy, curl_mime *form) {
  return curl_easy_setopt(easy, CURLOPT_MIMEPOST, form);
}

/// Sets CURLOPT_WRITEFUNCTION or CURLOPT_HEADERFUNCTION.
static inline CURLcode ccurl_set_write_function(
    CURL *easy, CURLoption option, curl_write_callback function) {
  return curl_easy_setopt(easy, option, function);
}

/// Sets CURLOPT_READFUNCTION.
static inline CURLcode ccurl_set_read_function(CURL *easy, curl_read_callback function) {
  return curl_easy_setopt(easy, CURLOPT_READFUNCTION, function);
}

/// Sets CURLOPT_XFERINFOFUNCTION.
static inline CURLcode ccurl_set_progress_function(CURL *easy, curl_xferinfo_callback function) {
  return curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, function);
}

/// A function called when the connection stands and the request is about to be sent; it returns 0 to go on.
typedef int (*ccurl_ready_function)(
    void *context, char *remote_ip, char *local_ip, int remote_port, int local_port);

/// Sets CURLOPT_PREREQFUNCTION and its data; libcurl before 7.80 does not know it and says so.
static inline CURLcode ccurl_set_ready_function(
    CURL *easy, ccurl_ready_function function, void *context) {
#if LIBCURL_VERSION_NUM >= 0x075000
  CURLcode code = curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, function);
  if (code != CURLE_OK) return code;
  return curl_easy_setopt(easy, CURLOPT_PREREQDATA, context);
#else
  (void)easy; (void)function; (void)context;
  return CURLE_UNKNOWN_OPTION;
#endif
}

/// Allows http and https only, also where something asks curl to go on elsewhere.
static inline CURLcode ccurl_allow_http_only(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075500
  CURLcode code = curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  if (code != CURLE_OK) return code;
  return curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "https");
#else
  long mask = CURLPROTO_HTTP | CURLPROTO_HTTPS;
  CURLcode code = curl_easy_setopt(easy, CURLOPT_PROTOCOLS, mask);
  if (code != CURLE_OK) return code;
  return curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS, (long)CURLPROTO_HTTPS);
#endif
}

/// Reads a long.
static inline CURLcode ccurl_info_long(CURL *easy, CURLINFO info, long *value) {
  return curl_easy_getinfo(easy, info, value);
}

/// Reads the pointer that CURLOPT_PRIVATE set.
static inline CURLcode ccurl_info_private(CURL *easy, void **value) {
  return curl_easy_getinfo(easy, CURLINFO_PRIVATE, value);
}

/// Sets an option of a multi handle that is a long.
static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

/// Sets CURLMOPT_SOCKETFUNCTION and its data: called with each socket that is to be watched from now on, or no more.
static inline CURLMcode ccurl_multi_set_socket_function(
    CURLM *multi, curl_socket_callback function, void *context) {
  CURLMcode code = curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, function);
  if (code != CURLM_OK) return code;
  return curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
}

/// Sets CURLMOPT_TIMERFUNCTION and its data: called with the milliseconds to wait, -1 for no limit.
static inline CURLMcode ccurl_multi_set_timer_function(
    CURLM *multi, curl_multi_timer_callback function, void *context) {
  CURLMcode code = curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, function);
  if (code != CURLM_OK) return code;
  return curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context);
}

/// The result of a message of kind CURLMSG_DONE: a field of a union.
static inline CURLcode ccurl_message_result(const CURLMsg *message) { return message->data.result; }

/// The file of certificates that this libcurl was built to look for; NULL where it does not tell (before 7.70).
static inline const char *ccurl_own_certificates(void) {
#if LIBCURL_VERSION_NUM >= 0x074600
  curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);
  return info->age >= CURLVERSION_SEVENTH ? info->cainfo : 0;
#else
  return 0;
#endif
}

/// The directory of certificates that this libcurl was built to look for; NULL where it does not tell.
static inline const char *ccurl_own_certificate_directory(void) {
#if LIBCURL_VERSION_NUM >= 0x074600
  curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);
  return info->age >= CURLVERSION_SEVENTH ? info->capath : 0;
#else
  return 0;
#endif
}

#endif
