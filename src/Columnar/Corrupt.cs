using System.Diagnostics.CodeAnalysis;

namespace Opportune.Columnar;

/// <summary>
/// What decoders throw when bytes make no sense. The outermost layer, which knows file, column and page, turns it into a
/// <see cref="TableFileException"/>.
/// </summary>
internal sealed class CorruptException(string message, string mend) : Exception(message)
{
    /// <summary>What the person can do about it.</summary>
    public string Mend => mend;
}

/// <summary>Corrupt input: throwing and translating.</summary>
internal static class Corrupt
{
    /// <summary>What helps where the file is whole and we cannot read its kind.</summary>
    public const string Otherwise = "export it otherwise";

    // What helps where bytes are damaged or missing.
    private const string Again = "copy or export it again";

    /// <summary>Throws; out of line, so that decoding loops stay small.</summary>
    [DoesNotReturn]
    public static void Throw(string what, string mend = Again) => throw new CorruptException(what, mend);

    /// <summary>Throws where something a value is needed.</summary>
    public static CorruptException Because(string what, string mend = Again) => new(what, mend);

    /// <summary>
    /// Whether the exception says that the bytes read are no good. The runtime's own bounds checks count: they are the
    /// net under our checks, and no caller of this library can cause them otherwise.
    /// </summary>
    public static bool Is(Exception e) =>
        e is CorruptException or InvalidDataException or OverflowException or IndexOutOfRangeException or ArgumentException;

    /// <summary>The exception for callers.</summary>
    /// <param name="where">File, and column and page if known.</param>
    /// <param name="e">What <see cref="Is"/> agreed to.</param>
    public static TableFileException At(string where, Exception e) =>
        new(e is CorruptException known ? $"{where}: {known.Message}; {known.Mend}" : $"{where}: corrupt data; {Again}", e);

    /// <summary>The failure with the file's name before it; null for failures that are not the file's content.</summary>
    public static TableFileException? Named(string name, Exception e) => e is TableFileException
        ? new($"{name}: {e.Message}", e)
        : Is(e) ? At(name, e) : null;
}
