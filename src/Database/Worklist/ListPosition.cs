using System.Globalization;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>
/// A place in the list: right after one entry. Written as text it can be handed on; it stays valid when that entry is gone. It names nobody:
/// a patient's name and id, where an order goes by them, are looked up by the entry.
/// </summary>
/// <param name="Order">The order of the list.</param>
/// <param name="Tier">The entry's tier.</param>
/// <param name="Back">0: it was back, and so before the others of its tier.</param>
/// <param name="Day">Its due date, the day on which it was first seen or that of the next visit, as the order wants; where there is none, the last of all days.</param>
/// <param name="EntryId">Its id.</param>
public sealed record ListPosition(ListOrder Order, long Tier, long Back, DateOnly Day, string EntryId)
{
    // Not the last of all days, which a driver takes for infinity.
    /// <summary>Stands for no date in the order of the list: after all others.</summary>
    public static readonly DateOnly Never = new(9999, 1, 1);

    /// <summary>After that entry, as it was when it was read.</summary>
    public static ListPosition After(EntryRow row, DateOnly? nextVisit, ListOrder order) => new(
        order, row.Tier, row.State == EntryNames.Of(EntryState.Reopened) ? 0 : 1,
        order switch
        {
            ListOrder.FirstSeen => row.FirstSeen,
            ListOrder.Visit => nextVisit ?? Never,
            _ => row.DueDate ?? Never,
        },
        row.EntryId);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="InputException">It is something else, or a place in another order.</exception>
    public static ListPosition Parse(string text, ListOrder order = ListOrder.Tier)
    {
        var parts = text.Split('.');
        var place = (order, parts) switch
        {
            (ListOrder.Tier, [var tier, "0" or "1", var day, _]) when long.TryParse(tier, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && Date(day) is { } due
                => new(order, number, parts[1] == "0" ? 0 : 1, due, parts[3]),
            (ListOrder.FirstSeen or ListOrder.Due or ListOrder.Visit, [var day, _]) when Date(day) is { } date => new(order, 0, 0, date, parts[1]),
            (ListOrder.Name or ListOrder.Found, [_]) => new(order, 0, 0, Never, text),
            _ => (ListPosition?)null,
        };
        return place is { EntryId.Length: > 0 } ? place : throw new InputException("--after: this is no place in the list; copy the one that the page before ended with");
    }

    /// <inheritdoc/>
    public override string ToString() => Order switch
    {
        ListOrder.Tier => string.Create(CultureInfo.InvariantCulture, $"{Tier}.{Back}.{Day:yyyy-MM-dd}.{EntryId}"),
        ListOrder.Name or ListOrder.Found => EntryId,
        _ => string.Create(CultureInfo.InvariantCulture, $"{Day:yyyy-MM-dd}.{EntryId}"),
    };

    private static DateOnly? Date(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}
