using Opportune.Synth.People;

namespace Opportune.Synth.Charts;

/// <summary>All that is true of one patient. Rows and texts are written from it, and the verdicts are drawn from it.</summary>
internal sealed class Chart(Person person, World world)
{
    public Person Person { get; set; } = person;

    public World World { get; } = world;

    /// <summary>Ids of the scenarios it was drawn for.</summary>
    public List<string> Scenarios { get; } = [];

    public List<Exam> Exams { get; } = [];

    public List<Medication> Medications { get; } = [];

    public List<Diagnosis> Diagnoses { get; } = [];

    public List<Procedure> Procedures { get; } = [];

    public List<Result> Results { get; } = [];

    public List<Visit> Visits { get; } = [];

    public List<DateOnly> Appointments { get; } = [];
}
