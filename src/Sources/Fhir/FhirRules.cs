using System.Text;
using Opportune.Core;

namespace Opportune.Sources.Fhir;

/// <summary>A source's own words, as they are looked up.</summary>
internal sealed class FhirRules(FhirSource source)
{
    /// <summary>A patient's record number.</summary>
    public Wanted RecordNumber { get; } = new(source.RecordNumber);

    /// <summary>A report's or study's accession.</summary>
    public Wanted Accession { get; } = new(source.Accession);

    /// <summary>Categories of imaging reports.</summary>
    public Words ImagingCategories { get; } = new(source.ImagingCategories);

    /// <summary>Codes of imaging reports.</summary>
    public Words ImagingCodes { get; } = new(source.ImagingCodes);

    /// <summary>Categories of Observation that are read; null for all.</summary>
    public Words? Observations { get; } = source.ObservationCategories is { } some ? new(some) : null;

    private readonly (byte[] Code, byte[] Section)[] _sections = [.. source.Sections.Select(s => (Encoding.UTF8.GetBytes(s.Key), Encoding.UTF8.GetBytes(s.Value)))];

    /// <summary>The section that a result of that code tells; empty where the source does not say.</summary>
    public ReadOnlySpan<byte> Section(ReadOnlySpan<byte> code)
    {
        foreach (var (of, section) in _sections)
        {
            if (code.SequenceEqual(of))
                return section;
        }
        return default;
    }

    /// <summary>An identifier rule.</summary>
    public sealed class Wanted(IdentifierRule rule)
    {
        public byte[]? System { get; } = rule.System is { } system ? Encoding.UTF8.GetBytes(system) : null;

        public byte[]? Type { get; } = rule.Type is { } type ? Encoding.UTF8.GetBytes(type) : null;
    }

    /// <summary>A few words; case does not matter.</summary>
    public sealed class Words(IEnumerable<string> words)
    {
        private readonly byte[][] _words = [.. words.Select(Encoding.UTF8.GetBytes)];

        public bool Has(ReadOnlySpan<byte> text)
        {
            foreach (var word in _words)
            {
                if (Ascii.EqualsIgnoreCase(text, word))
                    return true;
            }
            return false;
        }
    }
}
