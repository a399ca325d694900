using Opportune.Core;
using Opportune.Jobs;
using Opportune.Jobs.Sources;

namespace Opportune.Tests.Unit.Sources;

/// <summary>Mapping files of kind fhir and hl7, read and refused.</summary>
public sealed class SourceReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_shipped_files_say_what_their_comments_say()
    {
        var problems = new Problems();
        var fhir = FhirSourceReader.Read(Path.Combine(Columnar.Repository.Root, "jobs/sources/fhir-r4.yaml"), problems)!;
        var hl7 = Hl7SourceReader.Read(Path.Combine(Columnar.Repository.Root, "jobs/sources/hl7-oru.yaml"), problems)!;
        Assert.Empty(problems.All);
        Assert.Equal((SiteRule.None, "MR", "ACSN", "OT"), (fhir.Site, fhir.RecordNumber.Type, fhir.Accession.Type, fhir.OtherModality));
        Assert.Equal("DXA", ModalityRules.Of(fhir.Modalities, _ => false, c => c == "83311-1", "panel"));
        Assert.Equal("CT", ModalityRules.Of(fhir.Modalities, _ => false, _ => false, "Chest CT, low dose"));
        Assert.Null(ModalityRules.Of(fhir.Modalities, _ => false, _ => false, "Pectoral exam"));
        Assert.Equal([new("OBR", 18, 1), new("OBR", 3, 1)], hl7.Accession);
        Assert.Equal((Hl7Status.Corrected, Hl7Status.Preliminary, Hl7Status.Withdrawn), (hl7.Statuses["C"], hl7.Statuses["P"], hl7.Statuses["X"]));
        Assert.Equal(("impression", "ICD10CM"), (hl7.Sections["IMP"], hl7.CodeSystems["I10"]));
    }

    [Theory]
    [InlineData("reports: {categories: [RAD]}\ntime-zone: Mars/Olympus", "'Mars/Olympus' is no time zone")]
    [InlineData("time-zone: UTC", "'reports' is missing")]
    [InlineData("time-zone: UTC\nreports: {otherwise: OT}", "name 'categories' or 'codes'")]
    [InlineData("time-zone: UTC\nreports: {categories: [RAD], modalities: [{is: CT}]}", "one of 'category', 'code' and 'words'")]
    [InlineData("time-zone: UTC\nsite: ward\nreports: {categories: [RAD]}", "ward")]
    [InlineData("time-zone: UTC\nreports: {categories: [RAD]}\ncolour: red", "colour")]
    public void A_fault_of_a_fhir_file_is_told_with_its_line(string said, string says) => Told("fhir", said, says, (p, problems) => FhirSourceReader.Read(p, problems));

    [Theory]
    [InlineData("time-zone: UTC\nstatuses: {F: final}", "'accession' is missing")]
    [InlineData("time-zone: UTC\naccession: [OBR-3]", "'statuses' is missing")]
    [InlineData("time-zone: UTC\naccession: [OBX-3]\nstatuses: {F: final}", "'OBX-3' is no place in a message")]
    [InlineData("time-zone: UTC\naccession: [OBR-3]\nstatuses: {F: signed}", "signed")]
    [InlineData("time-zone: UTC\naccession: [OBR-3]\nstatuses: {F: final}\ncode-systems: {I10: ICD}", "ICD")]
    [InlineData("time-zone: UTC\naccession: [OBR-3]\nstatuses: {F: final}\npatient: {}", "name 'authority', 'type' or both")]
    public void A_fault_of_an_hl7_file_is_told_with_its_line(string said, string says) => Told("hl7", said, says, (p, problems) => Hl7SourceReader.Read(p, problems));

    private void Told(string kind, string said, string says, Func<string, Problems, object?> read)
    {
        File.WriteAllText(_folder["x.yaml"], $"id: x\nkind: {kind}\ntitle: invented\n{said}\n");
        var problems = new Problems();
        Assert.Null(read(_folder["x.yaml"], problems));
        Assert.Contains(problems.All, p => p.Message.Contains(says, StringComparison.Ordinal) && p.Line > 0);
    }
}
