package io.sealcopy.bench.lab;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.sealcopy.bench.row.BenchException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What a running JVM says of itself; it was started without any option for it. */
public final class Jvm implements AutoCloseable {
  private static final double MIB = 1 << 20;

  private final JMXConnector connector;
  private final ThreadMXBean threads;
  private final MemoryMXBean memory;

  private Jvm(JMXConnector connector, ThreadMXBean threads, MemoryMXBean memory) {
    this.connector = connector;
    this.threads = threads;
    this.memory = memory;
  }

  /** The JVM of a process of the same user. */
  @SuppressWarnings("BanJNDI") // The other end is a process that this one has started.
  public static Jvm of(long pid) {
    try {
      VirtualMachine machine = VirtualMachine.attach("" + pid);
      try {
        JMXConnector connector =
            JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
        MBeanServerConnection beans = connector.getMBeanServerConnection();
        return new Jvm(
            connector,
            ManagementFactory.newPlatformMXBeanProxy(
                beans, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class),
            ManagementFactory.newPlatformMXBeanProxy(
                beans, ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class));
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException | IOException e) {
      throw new BenchException("the JVM " + pid + " says nothing: " + e.getMessage(), e);
    }
  }

  /** Bytes that all its threads, those that have ended too, have allocated so far: exact. */
  public long allocatedBytes() {
    return threads.getTotalThreadAllocatedBytes();
  }

  /** What a full collection leaves on the heap, in MiB. */
  public double liveMebibytes() {
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed() / MIB;
  }

  @Override
  public void close() {
    try {
      connector.close();
    } catch (IOException _) {
      // The process has ended; what was asked has been answered.
    }
  }
}
