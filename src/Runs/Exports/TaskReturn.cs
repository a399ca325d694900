using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.Runs.Exports;

/// <summary>What came of a line of a file of Tasks.</summary>
public enum ReturnedLine
{
    /// <summary>Applied; or it was before.</summary>
    Done,

    /// <summary>It says nothing that was decided.</summary>
    Nothing,

    /// <summary>Somebody changed the entry since the file was made.</summary>
    Changed,

    /// <summary>There is no such entry.</summary>
    Unknown,

    /// <summary>Not allowed, or not to be understood.</summary>
    Refused,
}

/// <summary>A line of a file of Tasks.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="EntryId">The entry; null: it names none.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Message">Why not; null: there is nothing to say.</param>
public sealed record ReturnedLineResult(long Line, string? EntryId, ReturnedLine Outcome, string? Message);

/// <summary>
/// Takes a file of Tasks in that came back (NDJSON): each line is a decision on an entry, in a transaction of its own, under the rules of
/// dispositions.yaml and of many at once, and only if nobody changed the entry since the file was made. The same line twice is done once.
/// </summary>
public sealed class TaskReturn(ExportBook book, WorklistWriter writer, Dispositions dispositions, IdentifierSystems systems, TimeProvider time)
{
    /// <summary>A longer line is no Task of ours.</summary>
    public const int LongestLine = 1 << 20;

    /// <summary>Takes the file in, and keeps that it was, also of one that was stopped.</summary>
    /// <param name="path">The file.</param>
    /// <param name="by">Who; it stands in the histories.</param>
    /// <param name="roles">What that person may do.</param>
    /// <param name="today">The day it is at the site.</param>
    /// <param name="told">Hears of each line, in order.</param>
    /// <param name="name">What the file is called, for the record; null: as on the disk.</param>
    /// <param name="cancel">Stops between two lines; the same file goes on there.</param>
    /// <returns>How many lines came to what.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async Task<IReadOnlyDictionary<ReturnedLine, long>> Take(
        string path, string by, Roles roles, DateOnly today, Action<ReturnedLineResult> told, string? name = null, CancellationToken cancel = default)
    {
        var counts = new SortedDictionary<ReturnedLine, long>();
        using var reader = new StreamReader(path, new UTF8Encoding(false));
        var (closed, number, isWhole) = (0, 1L, false);
        try
        {
            for (; await NextLine(reader, cancel) is { } line; number++)
            {
                if (string.IsNullOrWhiteSpace(line))
                    continue;
                var (result, closes) = await Take(line, number, closed, by, roles, today, cancel);
                counts[result.Outcome] = counts.GetValueOrDefault(result.Outcome) + 1;
                closed += closes ? 1 : 0;
                told(result);
            }
            isWhole = true;
        }
        finally
        {
            // What was decided up to where it was stopped stays decided, so it is in the book.
            await Keep(path, by, name, counts, isWhole ? null : number);
        }
        return counts;
    }

    private async Task Keep(string path, string by, string? name, SortedDictionary<ReturnedLine, long> counts, long? stoppedAt)
    {
        await using var file = File.OpenRead(path);
        var left = counts.Where(c => c.Key != ReturnedLine.Done).Select(c => string.Create(CultureInfo.InvariantCulture, $"{EntryNames.Of(c.Key)} {c.Value}"));
        await book.Add(new()
        {
            ExportId = Guid.NewGuid().ToString("N"),
            Direction = ExportRow.Back,
            MadeBy = by,
            MadeAt = time.GetUtcNow(),
            Format = EntryNames.Of(ExportFormat.Fhir),
            Filter = name ?? Path.GetFileName(path),
            RowsWritten = counts.GetValueOrDefault(ReturnedLine.Done),
            LeftOut = string.Join(", ", stoppedAt is { } line ? left.Append(string.Create(CultureInfo.InvariantCulture, $"stopped at line {line}")) : left),
            FileSha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, CancellationToken.None)),
        }, CancellationToken.None);
    }

    // Closes: whether it closed an entry.
    private async Task<(ReturnedLineResult Result, bool Closes)> Take(string line, long number, int closed, string by, Roles roles, DateOnly today, CancellationToken cancel)
    {
        try
        {
            if (line.Length > LongestLine)
                throw new InputException($"it is longer than {LongestLine} characters");
            var task = ReturnedTask.Read(line, systems, dispositions);
            if (task.Decided is not { } decided)
                return (new(number, task.EntryId, ReturnedLine.Nothing, null), false);
            var closes = decided.Effect == DispositionEffect.Close;
            if (Refusal(decided, closes && closed >= BulkWriter.MostClosed) is { } refused)
                return (new(number, task.EntryId, ReturnedLine.Refused, refused), false);
            var result = await writer.DecideAmongMany(task.EntryId, decided.Id, task.Fields, task.Seen, new(by, roles, time.GetUtcNow(), today, task.RequestId), cancel);
            return (new(number, task.EntryId, result.Outcome switch
            {
                ActionOutcome.Done => ReturnedLine.Done,
                ActionOutcome.Conflict => ReturnedLine.Changed,
                ActionOutcome.Unknown => ReturnedLine.Unknown,
                _ => ReturnedLine.Refused,
            }, result.Message), closes && result.Outcome == ActionOutcome.Done);
        }
        catch (InputException e)
        {
            return (new(number, null, ReturnedLine.Refused, e.Message), false);
        }
    }

    // Kept as sent is what a person saw go out, with its text and to whom.
    private static string? Refusal(Disposition decided, bool isTooMany) =>
        decided.HandOff is not null ? $"'{decided.Label}' is kept from the entry's page, when the message is sent"
        : isTooMany ? string.Create(CultureInfo.InvariantCulture, $"a file closes {BulkWriter.MostClosed} entries at most; close this one on its page")
        : null;

    // A line that is too long is read to its end, and kept no further than to know that it is too long.
    private static async Task<string?> NextLine(StreamReader reader, CancellationToken cancel)
    {
        var line = new StringBuilder();
        var one = new char[1];
        var any = false;
        while (await reader.ReadAsync(one, cancel) > 0)
        {
            any = true;
            if (one[0] == '\n')
                return line.ToString();
            if (line.Length <= LongestLine)
                line.Append(one[0]);
        }
        return any ? line.ToString() : null;
    }
}
