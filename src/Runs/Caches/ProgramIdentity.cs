using System.Security.Cryptography;
using System.Text;
using Opportune.Columnar;
using Opportune.Core;
using Opportune.Engine;
using Opportune.Reading;

namespace Opportune.Runs;

/// <summary>Which program this is, as far as what it finds rests on it: another build may find something else.</summary>
internal static class ProgramIdentity
{
    /// <summary>A hash over the identities of the compiled parts.</summary>
    public static string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ',
        new[] { typeof(Measure), typeof(TableFile), typeof(ReportReader), typeof(WorkPlan), typeof(Sources.InputFolder), typeof(ProgramIdentity) }
            .Select(t => t.Module.ModuleVersionId)))));
}
