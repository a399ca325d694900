namespace Opportune.Runs;

/// <summary>What the units of a shared run did of its last step before that began; a run in one process does all of it on the way.</summary>
/// <param name="Tables">Outputs.</param>
/// <param name="Lists">Outputs that name entries, as <paramref name="Compared"/> found them.</param>
/// <param name="Compared">The comparison with the list; null: it was not made.</param>
/// <param name="People">Whether the listed patients were looked up and written.</param>
internal sealed record DoneBefore(IReadOnlyList<MadeTables> Tables, IReadOnlyList<MadeTables> Lists, ComparedFile? Compared, bool People)
{
    /// <summary>Nothing.</summary>
    public static DoneBefore None { get; } = new([], [], null, false);

    /// <summary>The same where the list is to be compared anew.</summary>
    public DoneBefore WithoutList => this with { Lists = [], Compared = null };

    /// <summary>All outputs.</summary>
    public IReadOnlyList<MadeTables> Outputs => [.. Tables, .. Lists];
}
