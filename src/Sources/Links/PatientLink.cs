namespace Opportune.Sources.Links;

/// <summary>A row of the patient_links table: a patient whose record was merged into another's.</summary>
/// <param name="File">The file's name within the input.</param>
/// <param name="Row">Row within the file, from 1.</param>
/// <param name="PatientId">Who was merged; "" where missing.</param>
/// <param name="ReplacedBy">Into whom; "" where missing.</param>
/// <param name="LinkedDate">
/// Since when, in days since 1970-01-01; null counts as always. <see cref="Core.CanonicalValue.Invalid"/>: there is a date, and it is none.
/// </param>
/// <param name="DateText">The date as the file has it.</param>
internal readonly record struct PatientLink(string File, long Row, string PatientId, string ReplacedBy, long? LinkedDate, string DateText);
