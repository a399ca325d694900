namespace Opportune.Jobs.Clinical;

/// <summary>What becomes of a rule of the clinical documents.</summary>
public enum HomeKind
{
    /// <summary>A gap of a measure stands for it.</summary>
    GapRule,

    /// <summary>A line of a measure tells it.</summary>
    InformationalLine,

    /// <summary>It is known and left out.</summary>
    Off,

    /// <summary>Nothing may come of it.</summary>
    MustNotFire,

    /// <summary>What it turns on is not in the data.</summary>
    OutOfScope,

    /// <summary>It is held by how every measure works.</summary>
    Everywhere,
}

/// <summary>One rule, pitfall or conflict, and where it lives.</summary>
/// <param name="Id">Its id: N1, P1, C1.</param>
/// <param name="Says">What it says, in a few words.</param>
/// <param name="Kind">What becomes of it; null where nobody says.</param>
/// <param name="Where">The measures that hold it, or how it is held, or why it is not.</param>
public sealed record RuleHome(string Id, string Says, HomeKind? Kind, string Where);
