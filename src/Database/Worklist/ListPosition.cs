using System.Globalization;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>A place in the list: right after one entry. Written as text it can be handed on; it stays valid when that entry is gone.</summary>
/// <param name="Tier">The entry's tier.</param>
/// <param name="Back">0: it was back, and so before the others of its tier.</param>
/// <param name="Due">Its due date, or the last of all dates.</param>
/// <param name="EntryId">Its id.</param>
public sealed record ListPosition(long Tier, long Back, DateOnly Due, string EntryId)
{
    /// <summary>After that row of the list.</summary>
    public static ListPosition After(EntryRow row) => new(row.Tier, row.Back, row.DueKey, row.EntryId);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="InputException">It is something else.</exception>
    public static ListPosition Parse(string text) =>
        text.Split('.', 4) is [var tier, var back, var due, { Length: > 0 } id]
        && long.TryParse(tier, NumberStyles.None, CultureInfo.InvariantCulture, out var tierNumber)
        && long.TryParse(back, NumberStyles.None, CultureInfo.InvariantCulture, out var backNumber)
        && DateOnly.TryParseExact(due, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? new(tierNumber, backNumber, date, id)
            : throw new InputException("--after: this is no place in the list; copy the one that the page before ended with");

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Tier}.{Back}.{Due:yyyy-MM-dd}.{EntryId}");
}
