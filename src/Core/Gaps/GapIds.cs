using System.Security.Cryptography;
using System.Text;

namespace Opportune.Core;

/// <summary>Ids of care gaps.</summary>
public static class GapIds
{
    /// <summary>32 hexadecimal digits of SHA-256 over measure id, patient id and the episode's index date, each ended by NUL.</summary>
    public static string Of(string measure, string patientId, DateOnly indexDate) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{measure}\0{patientId}\0{indexDate:yyyy-MM-dd}\0")).AsSpan(0, 16));
}
