using Opportune.Core;

namespace Opportune.Sources.Fhir;

/// <summary>Gathers what resources say of one another, before rows are made.</summary>
internal sealed class FhirGathering(FhirSource source, FhirLinks links)
{
    private static readonly FhirKind[] Named = [FhirKind.ImagingStudy, FhirKind.Observation];

    private readonly FhirRules _rules = new(source);

    /// <summary>The first pass: drugs and roles are kept, and what imaging reports name is wanted.</summary>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public void TakeReports(FhirFile file, CancellationToken cancel) =>
        Each(file, (resource, json, references) =>
        {
            if (resource.Kind is FhirKind.Medication or FhirKind.PractitionerRole)
                Keep(resource, json);
            if (resource.Kind == FhirKind.PractitionerRole && !resource.IsFalse(FhirResource.Root, Element.Active))
                links.KeepRole(FhirReferences.IdIn(references.Resolve(resource.Text(FhirResource.Root, Element.Practitioner, Element.Reference)), "Practitioner"u8), json);
            else if (resource.Kind == FhirKind.DiagnosticReport && FhirMapping.IsImaging(resource, _rules))
                Want(resource, references);
        }, cancel);

    /// <summary>The second pass: what is wanted is kept.</summary>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public void TakeNamed(FhirFile file, CancellationToken cancel) =>
        Each(file, (resource, json, _) =>
        {
            if (Named.Contains(resource.Kind) && links.IsWanted(resource.KindSaid, resource.Text(FhirResource.Root, Element.Id)))
                Keep(resource, json);
        }, cancel);

    private void Want(FhirResource report, FhirReferences references)
    {
        foreach (var result in report.Items(FhirResource.Root, Element.Result))
            links.Want(references.Resolve(report.Text(result, Element.Reference)));
        links.Want(references.Resolve(report.Text(FhirResource.Root, Element.ImagingStudy, Element.Reference)));
    }

    private void Keep(FhirResource resource, ReadOnlyMemory<byte> json)
    {
        if (resource.Text(FhirResource.Root, Element.Id) is { IsEmpty: false } id)
            links.Keep([.. resource.KindSaid, (byte)'/', .. id], json);
    }

    private static void Each(FhirFile file, Action<FhirResource, ReadOnlyMemory<byte>, FhirReferences> take, CancellationToken cancel)
    {
        var references = new FhirReferences();
        file.Read(
            references,
            (resource, json, _) =>
            {
                cancel.ThrowIfCancellationRequested();
                take(resource, json, references);
                return true;
            },
            // Told when rows are made.
            (_, _, _) => { });
    }
}
