namespace Opportune.Core;

/// <summary>All that a person may decide, in the order in which it is offered.</summary>
public sealed class Dispositions(IReadOnlyList<Disposition> all)
{
    private readonly Dictionary<string, Disposition> _byId = all.ToDictionary(d => d.Id, StringComparer.Ordinal);

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<Disposition> All { get; } = all;

    /// <summary>The one by which a hand-off takes that step; null: the file has none.</summary>
    public Disposition? Of(HandOffStep step) => All.FirstOrDefault(d => d.HandOff == step);

    /// <summary>The one of that name; null where there is none, as for an old decision whose disposition was removed.</summary>
    public Disposition? Find(string? id) => id is null ? null : _byId.GetValueOrDefault(id);
}
