namespace Opportune.Core;

/// <summary>The canonical tables. The order is the order in which events of one patient and day are sorted.</summary>
public enum Table : byte
{
    /// <summary>One row a person.</summary>
    Patients,

    /// <summary>Coded and free-text findings of imaging reports.</summary>
    ImagingFindings,

    /// <summary>Diagnoses, from problem lists, encounters and bills.</summary>
    Conditions,

    /// <summary>Orders, dispenses, administrations and reported use of drugs.</summary>
    Medications,

    /// <summary>What was done.</summary>
    Procedures,

    /// <summary>Laboratory and measured values.</summary>
    Results,

    /// <summary>Visits.</summary>
    Encounters,

    /// <summary>Clinicians.</summary>
    Providers,

    /// <summary>Visits to come.</summary>
    Appointments,

    /// <summary>Which intervals each incoming table covers.</summary>
    Feeds,

    /// <summary>Merged patients.</summary>
    PatientLinks,

    /// <summary>In which days each patient was under observation.</summary>
    ObservationPeriods,
}
