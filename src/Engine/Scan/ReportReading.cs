using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>Finds the rows of a page of texts that are worth reading: appends their indexes in the page, rising.</summary>
public delegate void FindRows(Page page, List<int> rows);

/// <summary>Reads one text and appends its mentions in order.</summary>
public delegate void ReadText(ReadOnlySpan<byte> utf8, string? section, List<Mention> into);

/// <summary>Reads the lines of one report together and appends each mention with the number of the line that it lies in.</summary>
public delegate void ReadLines(
    IReadOnlyList<ReadOnlyMemory<byte>> lines, IReadOnlyList<string?> sections, List<(int Line, Mention Mention)> into);

/// <summary>The three steps of reading reports, of one reader; readers are not thread-safe, so each worker has its own.</summary>
public sealed record ReportReading(FindRows FindRows, ReadText Read, ReadLines ReadLines)
{
    /// <summary>Reads nothing: for rulebooks without a concept.</summary>
    public static ReportReading None { get; } = new((_, _) => { }, (_, _, _) => { }, (_, _, _) => { });
}
