using System.Globalization;

namespace Opportune.Core;

/// <summary>Numbers of things as people read them.</summary>
public static class Amounts
{
    /// <summary>"1,204"</summary>
    public static string Text(long amount) => amount.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>The same; where it was counted no further than so many, or not counted to the end, "more than".</summary>
    public static string Text(long amount, long most, bool more = false) => amount > most ? $"more than {Text(most)}" : more ? $"more than {Text(amount)}" : Text(amount);

    /// <summary>"1 week", "23 weeks".</summary>
    /// <param name="amount">How many.</param>
    /// <param name="one">What one is called.</param>
    /// <param name="many">What several are called; null: the same with an s.</param>
    public static string Of(long amount, string one, string? many = null) => $"{Text(amount)} {(amount == 1 ? one : many ?? one + "s")}";

    /// <summary>"34.5%" of a share from 0 to 1.</summary>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#}%");
}
