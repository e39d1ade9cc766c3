package dev.sluice.sys;

/**
 * {@code <linux/filter.h>}: classic BPF for SO_ATTACH_FILTER and SO_ATTACH_REUSEPORT_CBPF, {@code
 * socket(7)}. Programs are {@link SockFprog}.
 */
public final class FilterConstants {
  // Instruction classes, sizes, modes and operations.
  public static final int BPF_ADD = 0x0;
  public static final int BPF_IMM = 0x0;
  public static final int BPF_JA = 0x0;
  public static final int BPF_K = 0x0;
  public static final int BPF_LD = 0x0;
  public static final int BPF_TAX = 0x0;
  public static final int BPF_W = 0x0;
  public static final int BPF_LDX = 0x1;
  public static final int BPF_ST = 0x2;
  public static final int BPF_STX = 0x3;
  public static final int BPF_ALU = 0x4;
  public static final int BPF_JMP = 0x5;
  public static final int BPF_RET = 0x6;
  public static final int BPF_MISC = 0x7;
  public static final int BPF_H = 0x8;
  public static final int BPF_X = 0x8;
  public static final int BPF_A = 0x10;
  public static final int BPF_B = 0x10;
  public static final int BPF_JEQ = 0x10;
  public static final int BPF_MEMWORDS = 16;
  public static final int BPF_SUB = 0x10;
  public static final int BPF_ABS = 0x20;
  public static final int BPF_JGT = 0x20;
  public static final int BPF_MUL = 0x20;
  public static final int BPF_DIV = 0x30;
  public static final int BPF_JGE = 0x30;
  public static final int BPF_IND = 0x40;
  public static final int BPF_JSET = 0x40;
  public static final int BPF_OR = 0x40;
  public static final int BPF_AND = 0x50;
  public static final int BPF_LSH = 0x60;
  public static final int BPF_MEM = 0x60;
  public static final int BPF_RSH = 0x70;
  public static final int BPF_LEN = 0x80;
  public static final int BPF_NEG = 0x80;
  public static final int BPF_TXA = 0x80;
  public static final int BPF_MOD = 0x90;
  public static final int BPF_MSH = 0xa0;
  public static final int BPF_XOR = 0xa0;
  public static final int BPF_MAXINSNS = 4096;
  public static final int BPF_NET_OFF = -1048576;
  public static final int BPF_LL_OFF = -2097152;

  // Places of the kernel's own data.
  public static final int SKF_AD_PROTOCOL = 0;
  public static final int SKF_AD_PKTTYPE = 4;
  public static final int SKF_AD_IFINDEX = 8;
  public static final int SKF_AD_NLATTR = 12;
  public static final int SKF_AD_NLATTR_NEST = 16;
  public static final int SKF_AD_MARK = 20;
  public static final int SKF_AD_QUEUE = 24;
  public static final int SKF_AD_HATYPE = 28;
  public static final int SKF_AD_RXHASH = 32;
  public static final int SKF_AD_CPU = 36;
  public static final int SKF_AD_ALU_XOR_X = 40;
  public static final int SKF_AD_VLAN_TAG = 44;
  public static final int SKF_AD_VLAN_TAG_PRESENT = 48;
  public static final int SKF_AD_PAY_OFFSET = 52;
  public static final int SKF_AD_RANDOM = 56;
  public static final int SKF_AD_VLAN_TPID = 60;
  public static final int SKF_AD_OFF = -4096;
  public static final int SKF_NET_OFF = -1048576;
  public static final int SKF_LL_OFF = -2097152;

  private FilterConstants() {}
}
