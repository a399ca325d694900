using System.Globalization;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>What of an entry a person had before the eyes when deciding.</summary>
/// <param name="Revision">The entry's revision: another one means that a colleague was quicker.</param>
/// <param name="Counters">How often it had moved on: a decision does not hold against what came after.</param>
public readonly record struct EntrySeen(long Revision, EntryCounters Counters)
{
    /// <summary>Reads what <see cref="ToString"/> wrote; null where it is something else.</summary>
    public static EntrySeen? TryParse(string text)
    {
        var numbers = text.Split('.').Select(t => long.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1).ToList();
        return numbers is [>= 0, >= 0, >= 0, >= 0] ? new(numbers[0], new(numbers[1], numbers[2], numbers[3])) : null;
    }

    /// <summary>Revision and counters in one word, to be handed back: <c>3.1.0.0</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Revision}.{Counters.Episode}.{Counters.News}.{Counters.Reopenings}");
}
