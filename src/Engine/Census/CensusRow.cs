using System.Runtime.InteropServices;

namespace Opportune.Engine;

/// <summary>What is known of somebody in a census.</summary>
[Flags]
internal enum CensusFlags : ushort
{
    None = 0,

    /// <summary>There is a row of the patients table.</summary>
    IsKnown = 1,

    /// <summary>Whose row says that the patient has died.</summary>
    IsDead = 2,

    /// <summary>There is an observation period.</summary>
    IsObserved = 4,

    /// <summary>A candidate: there are places of rows of gathered tables as well.</summary>
    IsCandidate = 8,
}

/// <summary>One person of a census: all of whose rows are in it, and lie where <see cref="CensusPlace"/> says.</summary>
/// <param name="Birth">Day of birth.</param>
/// <param name="Places">The first of the person's places; to where the next person's begin.</param>
/// <param name="Controls">Likewise, of positive controls.</param>
/// <param name="Check">Checksum over the places.</param>
/// <param name="Site">The number of the site's name.</param>
/// <param name="Flags">What is known.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct CensusRow(int Birth, int Places, int Controls, int Check, ushort Site, CensusFlags Flags);

/// <summary>Somebody of whom the calendar alone will say something else, or who is to be looked at each night.</summary>
/// <param name="Patient">Hash of the id.</param>
/// <param name="Until">The last as-of date on which the rows count as on the day of the census; before all days where they are to be looked at each night.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct CensusTurn(ulong Patient, int Until);

/// <summary>Where records of one person lie in a harvest.</summary>
/// <param name="Offset">From where on.</param>
/// <param name="Length">How many bytes.</param>
/// <param name="Check">Checksum over them.</param>
/// <param name="Harvest">The number of the harvest.</param>
/// <param name="Shape">The number of what they are counted as (<see cref="CensusShape"/>).</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct CensusPlace(uint Offset, int Length, int Check, ushort Harvest, ushort Shape)
{
    /// <summary>Orders places as they lie: harvest by harvest, and in each as its records do.</summary>
    public ulong Order => ((ulong)Harvest << 32) | Offset;
}

/// <summary>A place on its way to the bucket of its person.</summary>
/// <param name="Place">The place.</param>
/// <param name="Until">The last as-of date until which it counts as its shape says.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct FoundPlace(CensusPlace Place, int Until);

/// <summary>A row of somebody that a positive control counts.</summary>
/// <param name="Day">Its clinical date.</param>
/// <param name="Known">From which day on it is known.</param>
/// <param name="Control">The number of the control.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct CensusControl(int Day, int Known, int Control)
{
    /// <summary>Whether it counts as of a day.</summary>
    public bool Counts(int asOfDay) => Evaluation.SiteControls.IsRecent(Day, asOfDay) && Known <= asOfDay;
}
