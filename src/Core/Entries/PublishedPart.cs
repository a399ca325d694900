namespace Opportune.Core;

/// <summary>From which run, and by which rules, a part of the list was last published.</summary>
/// <param name="Measure">Measure id.</param>
/// <param name="Site">Site; empty where the source names none.</param>
/// <param name="AsOf">As-of date of that run.</param>
/// <param name="MeasureVersion">Version of the measure.</param>
/// <param name="MeasureSha256">Of the measure's file.</param>
/// <param name="SetsSha256">Of its value sets.</param>
/// <param name="LexiconSha256">Of the lexicon.</param>
public sealed record PublishedPart(string Measure, string Site, DateOnly AsOf, long MeasureVersion, string MeasureSha256, string SetsSha256, string LexiconSha256);
