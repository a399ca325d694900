namespace Opportune.Runs;

/// <summary>What the units of a shared run did of its last step before that began; a run in one process does all of it on the way.</summary>
/// <param name="Tables">Outputs that need no comparison with the list.</param>
/// <param name="People">Whether the listed patients were looked up and written.</param>
internal sealed record DoneBefore(IReadOnlyList<MadeTable> Tables, bool People)
{
    /// <summary>Nothing.</summary>
    public static DoneBefore None { get; } = new([], false);
}
