using System.Text;
using Opportune.Engine;

namespace Opportune.Runs;

/// <summary>
/// Patients whom a run could not evaluate: all of some buckets, for a bucket holds all that is known of its patients. What is published of them
/// stays as it is; of everybody else the run knows as much as ever.
/// </summary>
/// <param name="Buckets">Their buckets.</param>
/// <param name="Of">How many buckets there were.</param>
/// <param name="Reason">Why, in one line without identifiers.</param>
internal sealed record LeftOut(IReadOnlySet<int> Buckets, int Of, string Reason)
{
    /// <summary>How many they are.</summary>
    public long Patients(Exchange exchange) => Buckets.Sum(bucket => exchange.OpenBucket(bucket).CountPatients());

    /// <summary>Whether a patient is one of them.</summary>
    public bool Holds(string patientId) => Buckets.Contains(WorkPlan.BucketOf(Encoding.UTF8.GetBytes(patientId), Of));
}
