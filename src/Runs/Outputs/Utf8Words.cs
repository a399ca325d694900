using System.Text;
using Opportune.Core;

namespace Opportune.Runs;

/// <summary>What outputs write again and again, as bytes, by the numbers of the enumerations.</summary>
internal static class Utf8Words
{
    /// <summary>Names of tables.</summary>
    public static byte[][] Tables { get; } = Of(Enum.GetValues<Table>(), t => CanonicalTable.Of(t).Name);

    /// <inheritdoc cref="Words.Of(EvidenceOutcome)"/>
    public static byte[][] Outcomes { get; } = Of(Enum.GetValues<EvidenceOutcome>(), Words.Of);

    /// <inheritdoc cref="Words.Of(GapStatus)"/>
    public static byte[][] Statuses { get; } = Of(Enum.GetValues<GapStatus>(), Words.Of);

    /// <summary>U, F, M.</summary>
    public static byte[][] Sexes { get; } = Of(Enum.GetValues<Sex>(), s => s.ToString());

    private static byte[][] Of<T>(T[] values, Func<T, string> word) => [.. values.Select(v => Encoding.UTF8.GetBytes(word(v)))];
}
