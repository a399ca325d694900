using System.Runtime.InteropServices;

namespace Opportune.Columnar.Codecs;

/// <summary>
/// The operating system's own Zstandard, where it has one: faster than ours, and kept up to date by whoever keeps the system.
/// Both give the same bytes.
/// </summary>
internal static unsafe partial class SystemZstd
{
    // By its binary interface, which has not changed since version 1.0.
    private const string Library = "libzstd.so.1";

    [ThreadStatic]
    private static Context? t_context;

    /// <summary>Whether the system has it.</summary>
    public static bool IsThere { get; } = OperatingSystem.IsLinux() && NativeLibrary.TryLoad(Library, typeof(SystemZstd).Assembly, DllImportSearchPath.SafeDirectories, out _);

    /// <summary>Decodes all frames of <paramref name="source"/> into exactly <paramref name="length"/> bytes.</summary>
    /// <exception cref="CorruptException">Corrupt, or of another length.</exception>
    public static void Decode(ReadOnlySpan<byte> source, Span<byte> target, int length)
    {
        var context = t_context ??= Context.Create();
        fixed (byte* s = source)
        fixed (byte* t = target)
        {
            var made = Decompress(context, t, (nuint)length, s, (nuint)source.Length);
            if (IsError(made) != 0 || made != (nuint)length)
                Corrupt.Throw("zstd: corrupt page, or of another length than its header says");
        }
    }

    [LibraryImport(Library, EntryPoint = "ZSTD_createDCtx")]
    private static partial nint CreateContext();

    [LibraryImport(Library, EntryPoint = "ZSTD_freeDCtx")]
    private static partial nuint FreeContext(nint context);

    [LibraryImport(Library, EntryPoint = "ZSTD_decompressDCtx")]
    private static partial nuint Decompress(Context context, byte* target, nuint capacity, byte* source, nuint length);

    [LibraryImport(Library, EntryPoint = "ZSTD_isError")]
    private static partial uint IsError(nuint code);

    /// <summary>What the library works in, one a thread.</summary>
    private sealed class Context() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        public static Context Create()
        {
            var context = new Context();
            context.SetHandle(CreateContext());
            return context.IsInvalid ? throw new InvalidOperationException("zstd: no memory") : context;
        }

        protected override bool ReleaseHandle() => FreeContext(handle) == 0;
    }
}
