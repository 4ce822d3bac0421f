/* libevent's HTTP server and what it stands on. All of it is called from one thread, so its own threads are not
   needed. */
#ifndef TROPEBUILD_CEVENT_SHIM_H
#define TROPEBUILD_CEVENT_SHIM_H

/* Before libevent's headers, one of which defines _GNU_SOURCE: the system's types are to look as Swift's own Glibc module
   sees them, or the two modules disagree about them. */
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/types.h>

#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <event2/listener.h>

#endif
