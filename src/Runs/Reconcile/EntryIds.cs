using System.Security.Cryptography;
using System.Text;

namespace Opportune.Runs;

/// <summary>Makes the ids of new entries: they tell nothing of the patient without the database's key, and no two are alike.</summary>
internal sealed class EntryIds(byte[] key)
{
    private const int Length = 26;

    /// <summary>26 hexadecimal digits of HMAC-SHA256 over patient, pathway and number, each ended by NUL.</summary>
    /// <param name="patientId">The patient at creation.</param>
    /// <param name="pathway">Pathway.</param>
    /// <param name="number">The how manieth entry of the patient in the pathway, from 1.</param>
    public string Of(string patientId, string pathway, long number) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{patientId}\0{pathway}\0{number}\0")))[..Length];
}
