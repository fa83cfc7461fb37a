package io.sealcopy.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * XTS-AES-256 of the system's OpenSSL, called in libcrypto since {@code openssl enc} offers no XTS:
 * an implementation that shares nothing with ours.
 */
@SuppressWarnings("restricted") // calling another implementation is the purpose of this class
final class LibcryptoXts implements AutoCloseable {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final MemoryLayout POINTER = ValueLayout.ADDRESS;

  private final Arena arena = Arena.ofConfined();
  private final SymbolLookup library = SymbolLookup.libraryLookup("libcrypto.so.3", arena);
  private final MethodHandle newContext =
      function("EVP_CIPHER_CTX_new", FunctionDescriptor.of(POINTER));
  private final MethodHandle freeContext =
      function("EVP_CIPHER_CTX_free", FunctionDescriptor.ofVoid(POINTER));
  private final MethodHandle cipher = function("EVP_aes_256_xts", FunctionDescriptor.of(POINTER));
  private final MethodHandle init =
      function(
          "EVP_EncryptInit_ex",
          FunctionDescriptor.of(INT, POINTER, POINTER, POINTER, POINTER, POINTER));
  private final MethodHandle update =
      function(
          "EVP_EncryptUpdate", FunctionDescriptor.of(INT, POINTER, POINTER, POINTER, POINTER, INT));

  private MethodHandle function(String name, FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), descriptor);
  }

  /** Encrypts one data unit. */
  byte[] seal(byte[] key, byte[] tweak, byte[] unit) {
    try {
      return sealWithNewContext(key, tweak, unit);
    } catch (Throwable failure) {
      // Method handles declare it; there is nothing to go on with.
      throw new AssertionError("libcrypto could not be called", failure);
    }
  }

  private byte[] sealWithNewContext(byte[] key, byte[] tweak, byte[] unit) throws Throwable {
    MemorySegment context = (MemorySegment) newContext.invokeExact();
    try (Arena call = Arena.ofConfined()) {
      MemorySegment output = call.allocate(unit.length);
      int initialised =
          (int)
              init.invokeExact(
                  context,
                  (MemorySegment) cipher.invokeExact(),
                  MemorySegment.NULL,
                  call.allocateFrom(ValueLayout.JAVA_BYTE, key),
                  call.allocateFrom(ValueLayout.JAVA_BYTE, tweak));
      int updated =
          (int)
              update.invokeExact(
                  context,
                  output,
                  call.allocate(INT),
                  call.allocateFrom(ValueLayout.JAVA_BYTE, unit),
                  unit.length);
      if (initialised != 1 || updated != 1) {
        throw new IllegalStateException("libcrypto refused");
      }
      return output.toArray(ValueLayout.JAVA_BYTE);
    } finally {
      freeContext.invokeExact(context);
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
