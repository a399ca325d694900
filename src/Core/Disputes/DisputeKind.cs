namespace Opportune.Core;

/// <summary>What a reviewer says was wrong.</summary>
public enum DisputeKind
{
    /// <summary>The report says something else than was read.</summary>
    Reading,

    /// <summary>The rule does not fit the patient.</summary>
    Rule,

    /// <summary>The source's rows are not this patient's, or not so.</summary>
    Source,
}

/// <summary>How far a dispute has come.</summary>
public enum DisputeState
{
    /// <summary>Nobody answered yet.</summary>
    Open,

    /// <summary>Somebody said how it came to be.</summary>
    Explained,

    /// <summary>Rules were put in force that mend it.</summary>
    Fixed,

    /// <summary>Somebody saw that it is mended.</summary>
    Verified,
}
