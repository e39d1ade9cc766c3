/* Classic BPF programs for SO_ATTACH_FILTER and SO_ATTACH_REUSEPORT_CBPF. */
#include <linux/filter.h>
