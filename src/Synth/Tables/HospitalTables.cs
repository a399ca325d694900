using System.Globalization;
using Opportune.Core;
using Opportune.Synth.Charts;
using Opportune.Synth.People;
using Opportune.Synth.Reports;

namespace Opportune.Synth.Tables;

/// <summary>The canonical tables of the hospital, filled a chart at a time.</summary>
internal sealed class HospitalTables : IDisposable
{
    private readonly Sink _patients;
    private readonly Sink _conditions;
    private readonly Sink _medications;
    private readonly Sink _procedures;
    private readonly Sink _results;
    private readonly Sink _encounters;
    private readonly Sink _appointments;
    private readonly FindingRows _findings;
    private readonly string _folder;

    public HospitalTables(string folder, MentionTruth truth)
    {
        _folder = folder;
        _patients = new(folder, Table.Patients);
        _conditions = new(folder, Table.Conditions);
        _medications = new(folder, Table.Medications);
        _procedures = new(folder, Table.Procedures);
        _results = new(folder, Table.Results);
        _encounters = new(folder, Table.Encounters);
        _appointments = new(folder, Table.Appointments);
        _findings = new(folder, truth);
    }

    public void Write(Chart chart, Draw draw)
    {
        var p = chart.Person;
        _patients.Text(p.Id).Day(p.Born).Text(p.Sex.ToString()).Day(p.Died).Text(p.Site.Id).Whole(p.Active ? 1 : 0).Text(p.Provider)
            .Text(p.RecordNumber).Text(p.Name).Text(p.Phone).Text(p.Race).Text(p.Ethnicity).Text(p.Language).Text(p.Payer).EndRow();
        for (var i = 0; i < chart.Diagnoses.Count; i++)
        {
            var d = chart.Diagnoses[i];
            _conditions.Text(RowId('C', p, i)).Text(p.Id).Text(d.System).Text(d.Code).Text(d.Display).Day(d.Start).Day(d.End).Text("active").Text(d.Category).EndRow();
        }
        for (var i = 0; i < chart.Medications.Count; i++)
        {
            var m = chart.Medications[i];
            _medications.Text(RowId('M', p, i)).Text(p.Id).Text(m.System).Text(m.Code).Text(m.Display).Day(m.Start).Day(m.End).Text(m.Status)
                .Text(m.Intent ?? (m.How == "order" ? "order" : null)).Number(m.Supply).Number(m.Dose).Text(m.Unit).Text(m.How).EndRow();
        }
        for (var i = 0; i < chart.Procedures.Count; i++)
        {
            var d = chart.Procedures[i];
            _procedures.Text(RowId('D', p, i)).Text(p.Id).Text(d.System).Text(d.Code).Text(d.Display).Day(d.Date).Text(d.Status).EndRow();
        }
        for (var i = 0; i < chart.Results.Count; i++)
        {
            var r = chart.Results[i];
            _results.Text(RowId('R', p, i)).Text(p.Id).Text("LOINC").Text(r.Code).Text(r.Display).Day(r.Date).Number(r.Value).Text(r.Unit).Skip().Text("final").EndRow();
        }
        var company = Company.Of(p, chart.World);
        foreach (var visit in chart.Visits)
            _encounters.Text(p.Id).Day(visit.Date).Text(company.At(visit.Setting)).Text(p.Site.Id).Text(visit.Setting).EndRow();
        foreach (var day in chart.Appointments)
            _appointments.Text(p.Id).Day(day).Text(company.Next()).Text(p.Site.Id).EndRow();
        _findings.Write(chart, draw);
    }

    /// <summary>Writes what belongs to the hospital and not to a patient, and ends all files.</summary>
    public void Finish(World world)
    {
        using var providers = new Sink(_folder, Table.Providers);
        using var feeds = new Sink(_folder, Table.Feeds);
        HospitalRows.Write(world, providers, feeds);
        providers.Finish();
        feeds.Finish();
        foreach (var sink in (Sink[])[_patients, _conditions, _medications, _procedures, _results, _encounters, _appointments])
            sink.Finish();
        _findings.Finish();
    }

    public void Dispose()
    {
        foreach (var sink in (IDisposable[])[_patients, _conditions, _medications, _procedures, _results, _encounters, _appointments, _findings])
            sink.Dispose();
    }

    private static string RowId(char table, Person person, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{table}{person.Id.AsSpan(1)}.{number + 1}");
}
