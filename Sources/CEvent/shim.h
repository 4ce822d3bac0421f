/* libevent's HTTP server and what it stands on. All of it is called from one thread, so its own threads are not
   needed. */
#ifndef TROPEBUILD_CEVENT_SHIM_H
#define TROPEBUILD_CEVENT_SHIM_H

#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <event2/listener.h>

#endif
