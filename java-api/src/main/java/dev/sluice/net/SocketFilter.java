package dev.sluice.net;

import dev.sluice.sys.FilterConstants;
import dev.sluice.sys.SockFilter;
import dev.sluice.sys.SockFprog;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.List;

/**
 * A classic BPF program, as {@code SO_ATTACH_REUSEPORT_CBPF} takes it: it looks at what arrives and
 * returns the index of the socket in the group, in the order they were bound. An index that no
 * socket has leaves the choice to the kernel.
 *
 * @param instructions 1 to 4096 instructions, the last of which returns
 */
public record SocketFilter(List<Instruction> instructions) {
  static final SocketOption.Codec<SocketFilter> CODEC =
      new OptionCodecs.WriteOnly<>() {
        @Override
        public MemorySegment encode(SocketFilter value, SegmentAllocator allocator) {
          int count = value.instructions.size();
          MemorySegment filter = allocator.allocate((long) count * SockFilter.SIZEOF, Long.BYTES);
          for (int i = 0; i < count; i++) {
            value.instructions.get(i).encode(filter, (long) i * SockFilter.SIZEOF);
          }
          MemorySegment program = allocator.allocate(SockFprog.SIZEOF, Long.BYTES);
          SockFprog.len.set(program, count);
          SockFprog.filter.set(program, filter);
          return program;
        }
      };

  /**
   * One instruction, {@code struct sock_filter} of {@code linux/filter.h}.
   *
   * @param code the operation, made of the {@code BPF_} numbers of {@link FilterConstants}
   * @param ifTrue how many instructions a jump skips if its condition holds
   * @param ifFalse how many instructions a jump skips if it does not
   * @param operand the operand
   */
  public record Instruction(int code, int ifTrue, int ifFalse, int operand) {
    private void encode(MemorySegment filter, long base) {
      SockFilter.code.set(filter, base, code);
      SockFilter.jt.set(filter, base, ifTrue);
      SockFilter.jf.set(filter, base, ifFalse);
      SockFilter.k.set(filter, base, operand);
    }
  }

  /** Checks and copies the instructions. */
  public SocketFilter {
    if (instructions.isEmpty() || instructions.size() > FilterConstants.BPF_MAXINSNS) {
      throw new IllegalArgumentException(
          "a program has 1 to 4096 instructions, not " + instructions.size());
    }
    instructions = List.copyOf(instructions);
  }

  /** Steers to the socket whose index is the CPU that the packet arrived on. */
  public static SocketFilter byCpu() {
    return new SocketFilter(List.of(load(FilterConstants.SKF_AD_CPU), returnLoaded()));
  }

  /**
   * Steers by chance, evenly.
   *
   * @param sockets how many sockets the group has, at least 1
   * @throws IllegalArgumentException if the number is smaller
   */
  public static SocketFilter randomly(int sockets) {
    if (sockets < 1) {
      throw new IllegalArgumentException("a group has at least 1 socket, not " + sockets);
    }
    int modulo = FilterConstants.BPF_ALU | FilterConstants.BPF_MOD | FilterConstants.BPF_K;
    return new SocketFilter(
        List.of(
            load(FilterConstants.SKF_AD_RANDOM),
            new Instruction(modulo, 0, 0, sockets),
            returnLoaded()));
  }

  /**
   * Steers everything to one socket.
   *
   * @param index the socket's place in the group, from 0
   */
  public static SocketFilter always(int index) {
    int code = FilterConstants.BPF_RET | FilterConstants.BPF_K;
    return new SocketFilter(List.of(new Instruction(code, 0, 0, index)));
  }

  private static Instruction load(int ancillary) {
    int code = FilterConstants.BPF_LD | FilterConstants.BPF_W | FilterConstants.BPF_ABS;
    return new Instruction(code, 0, 0, FilterConstants.SKF_AD_OFF + ancillary);
  }

  private static Instruction returnLoaded() {
    return new Instruction(FilterConstants.BPF_RET | FilterConstants.BPF_A, 0, 0, 0);
  }
}
