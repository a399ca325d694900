namespace Opportune.Core;

/// <summary>
/// Something that a person may decide about an entry, as <c>jobs/review/dispositions.yaml</c> says it; immutable once read.
/// </summary>
public sealed record Disposition
{
    /// <summary>Its name on the command line and in the database; never renamed, as old decisions keep it.</summary>
    public required string Id { get; init; }

    /// <summary>For people: "DXA done elsewhere".</summary>
    public required string Label { get; init; }

    /// <summary>What it does.</summary>
    public required DispositionEffect Effect { get; init; }

    /// <summary>The pathways in which it is offered; empty: all.</summary>
    public IReadOnlyList<string> Pathways { get; init; } = [];

    /// <summary>Who may use it.</summary>
    public required PerPathway<IReadOnlyList<Role>> Who { get; init; }

    /// <summary>After how long the entry returns by itself, counted from the day of the decision; null: it does not.</summary>
    public PerPathway<Period?> ReturnsAfter { get; init; } = PerPathway.Same<Period?>(null);

    /// <summary>How long after an appointment it returns, where the day of one is entered; it then goes before the other period.</summary>
    public Period? AfterAppointment { get; init; }

    /// <summary>The longest that a person may put it off by a date; null: there is no date to choose.</summary>
    public PerPathway<Period?> AtMost { get; init; } = PerPathway.Same<Period?>(null);

    /// <summary>How often it may be tried before something else has to be decided; null: no matter.</summary>
    public int? Tries { get; init; }

    /// <summary>What a returned entry says, with placeholders (<see cref="ReturnText"/>).</summary>
    public string? ReturnsAs { get; init; }

    /// <summary>What it says after the last try.</summary>
    public string? LastReturnsAs { get; init; }

    /// <summary>Fields without which it is refused.</summary>
    public IReadOnlyList<DispositionField> Required { get; init; } = [];

    /// <summary>Fields that may stay empty.</summary>
    public IReadOnlyList<DispositionField> Asked { get; init; } = [];

    /// <summary>What it enters as evidence.</summary>
    public IReadOnlyList<ReportRule> Reports { get; init; } = [];

    /// <summary>Whether it closes all open entries of the patient at once, whatever the pathway.</summary>
    public bool WholePatient { get; init; }

    /// <summary>What the data would show if it is so ("a DXA"): until then the entry counts as closed but unconfirmed. Null: nothing.</summary>
    public string? Expects { get; init; }

    /// <summary>Which step of a hand-off it is: it is then made by sending, not chosen from the list. Null: none.</summary>
    public HandOffStep? HandOff { get; init; }

    /// <summary>Which answer of a clinician it stands for; null: none.</summary>
    public HandOffAnswer? Answer { get; init; }

    /// <summary>What it says was wrong with the list, which is then followed up; null: nothing.</summary>
    public DisputeKind? Disputes { get; init; }

    /// <summary>Whether it is offered in that pathway.</summary>
    public bool IsFor(string pathway) => Pathways.Count == 0 || Pathways.Contains(pathway, StringComparer.Ordinal);

    /// <summary>Whether a person with one of those roles may use it in that pathway.</summary>
    public bool IsAllowed(Roles roles, string pathway) => RoleOf(roles, pathway) is not null;

    /// <summary>The role in which a person uses it in that pathway; null: none allows it.</summary>
    public Role? RoleOf(Roles roles, string pathway) => IsFor(pathway) ? roles.For(Who.In(pathway)) : null;
}
