/* UDP options: corking, segmentation offload, receive offload. */
#include <sys/types.h>
#include <netinet/udp.h>

#ifndef SOL_UDP
#define SOL_UDP 17
#endif
