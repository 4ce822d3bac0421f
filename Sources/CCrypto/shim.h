/* SHA-256 of OpenSSL's libcrypto, which libcurl brings into the process anyway. These functions are the ones below
   EVP: they are in every OpenSSL since 0.9.8, need no allocation, and choose the processor's own instructions by
   themselves. OpenSSL 3 calls them deprecated in favour of EVP, whose look-up of an algorithm costs more than
   hashing a short text does. */
#ifndef TROPEBUILD_CCRYPTO_SHIM_H
#define TROPEBUILD_CCRYPTO_SHIM_H

#define OPENSSL_SUPPRESS_DEPRECATED 1
#include <openssl/sha.h>

#endif
