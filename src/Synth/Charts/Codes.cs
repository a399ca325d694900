using Opportune.Core;

namespace Opportune.Synth.Charts;

/// <summary>A code and what the source prints beside it; CPT numbers stand without words, which are licensed.</summary>
internal sealed record Coded(string System, string Code, string? Display);

/// <summary>Drugs as the hospital orders them: ingredient code, ATC code, name, usual doses.</summary>
internal sealed record Ingredient(Drug Drug, string RxNorm, string Atc, string Name, string Brand, double[] Doses);

/// <summary>The codes that invented rows carry.</summary>
internal static class Codes
{
    public static readonly Ingredient[] Statins =
    [
        new(Drug.Statin, "83367", "C10AA05", "atorvastatin", "Lipitor", [10, 20, 40, 80]),
        new(Drug.Statin, "301542", "C10AA07", "rosuvastatin", "Crestor", [5, 10, 20]),
        new(Drug.Statin, "36567", "C10AA01", "simvastatin", "Zocor", [20, 40]),
        new(Drug.Statin, "42463", "C10AA03", "pravastatin", "Pravachol", [20, 40]),
        new(Drug.Statin, "6472", "C10AA02", "lovastatin", "Mevacor", [20, 40]),
    ];

    public static readonly Ingredient[] OtherLipid =
    [
        new(Drug.OtherLipid, "341248", "C10AX09", "ezetimibe", "Zetia", [10]),
        new(Drug.OtherLipid, "1665684", "C10AX13", "evolocumab", "Repatha", [140]),
        new(Drug.OtherLipid, "2282403", "C10AX15", "bempedoic acid", "Nexletol", [180]),
    ];

    public static readonly Ingredient[] OralBone =
    [
        new(Drug.OralBone, "46041", "M05BA04", "alendronate", "Fosamax", [70]),
        new(Drug.OralBone, "73056", "M05BA07", "risedronate", "Actonel", [35]),
        new(Drug.OralBone, "72143", "G03XC01", "raloxifene", "Evista", [60]),
    ];

    public static readonly Ingredient Prednisone = new(Drug.Steroid, "8640", "H02AB07", "prednisone", "Deltasone", [10, 20]);

    public static readonly Ingredient[] Everyday =
    [
        new(Drug.Other, "29046", "C09AA03", "lisinopril", "Zestril", [10, 20, 40]),
        new(Drug.Other, "17767", "C08CA01", "amlodipine", "Norvasc", [5, 10]),
        new(Drug.Other, "6809", "A10BA02", "metformin", "Glucophage", [500, 1000]),
        new(Drug.Other, "7646", "A02BC01", "omeprazole", "Prilosec", [20, 40]),
        new(Drug.Other, "10582", "H03AA01", "levothyroxine", "Synthroid", [0.05, 0.1]),
        new(Drug.Other, "6918", "C07AB02", "metoprolol", "Lopressor", [25, 50]),
        new(Drug.Other, "52175", "C09CA01", "losartan", "Cozaar", [50, 100]),
        new(Drug.Other, "25480", "N03AX12", "gabapentin", "Neurontin", [300]),
        new(Drug.Other, "36437", "N06AB06", "sertraline", "Zoloft", [50, 100]),
        new(Drug.Other, "5487", "C03AA03", "hydrochlorothiazide", "Microzide", [25]),
        new(Drug.Other, "161", "N02BE01", "acetaminophen", "Tylenol", [500]),
        new(Drug.Other, "1191", "B01AC06", "aspirin", "Ecotrin", [81]),
    ];

    public static readonly Coded[] EverydayDiagnoses =
    [
        new("ICD10CM", "I10", "Essential (primary) hypertension"), new("ICD10CM", "E78.5", "Hyperlipidemia, unspecified"),
        new("ICD10CM", "K21.9", "Gastro-esophageal reflux disease without esophagitis"), new("ICD10CM", "M54.50", "Low back pain, unspecified"),
        new("ICD10CM", "J06.9", "Acute upper respiratory infection, unspecified"), new("ICD10CM", "E03.9", "Hypothyroidism, unspecified"),
        new("ICD10CM", "F41.9", "Anxiety disorder, unspecified"), new("ICD10CM", "M17.9", "Osteoarthritis of knee, unspecified"),
        new("ICD10CM", "N39.0", "Urinary tract infection, site not specified"), new("ICD10CM", "R05.9", "Cough, unspecified"),
        new("ICD10CM", "J44.9", "Chronic obstructive pulmonary disease, unspecified"), new("ICD10CM", "I70.0", "Atherosclerosis of aorta"),
        new("ICD10CM", "Z00.00", "Encounter for general adult medical examination without abnormal findings"),
        new("SNOMED", "38341003", "Hypertensive disorder"),
    ];

    public static readonly Coded[] EverydayProcedures =
    [
        new("CPT", "99213", null), new("CPT", "99214", null), new("CPT", "36415", null), new("CPT", "93000", null), new("CPT", "71046", null),
        new("CPT", "77067", null), new("CPT", "45378", null), new("CPT", "80053", null), new("CPT", "90686", null), new("CPT", "99397", null),
    ];

    /// <summary>Initial encounters for fractures of each class, with the site in the words of <see cref="BoneClass"/>.</summary>
    public static readonly (string Site, string Code, string Display)[] Fractures =
    [
        ("hip", "S72.001A", "Fracture of unspecified part of neck of right femur, initial encounter for closed fracture"),
        ("hip", "S72.142A", "Displaced intertrochanteric fracture of left femur, initial encounter for closed fracture"),
        ("hip", "M80.051A", "Age-related osteoporosis with current pathological fracture, right femur, initial encounter for fracture"),
        ("vertebra", "M48.56XA", "Collapsed vertebra, not elsewhere classified, lumbar region, initial encounter for fracture"),
        ("vertebra", "S32.010A", "Wedge compression fracture of first lumbar vertebra, initial encounter for closed fracture"),
        ("vertebra", "S22.080A", "Wedge compression fracture of T11-T12 vertebra, initial encounter for closed fracture"),
        ("vertebra", "M80.08XA", "Age-related osteoporosis with current pathological fracture, vertebra(e), initial encounter for fracture"),
        ("radius-distal", "S52.501A", "Unspecified fracture of the lower end of right radius, initial encounter for closed fracture"),
        ("radius-distal", "S52.531A", "Colles' fracture of right radius, initial encounter for closed fracture"),
        ("humerus-proximal", "S42.202A", "Unspecified fracture of upper end of left humerus, initial encounter for closed fracture"),
        ("pelvis", "S32.592A", "Other specified fracture of left pubis, initial encounter for closed fracture"),
        ("rib", "S22.41XA", "Multiple fractures of ribs, right side, initial encounter for closed fracture"),
        ("clavicle", "S42.022A", "Displaced fracture of shaft of left clavicle, initial encounter for closed fracture"),
    ];
}

/// <summary>Classes of bone findings, in the order of the rule that reads them.</summary>
internal static class BoneClass
{
    /// <summary>1 vertebra and hip, 2 other major sites, 4 minor ones, 0 never an index.</summary>
    public static int Of(string site) => site switch
    {
        "vertebra" or "hip" => 1,
        "pelvis" or "sacrum" or "humerus-proximal" or "radius-distal" => 2,
        "rib" or "clavicle" or "sternum" => 4,
        _ => 0,
    };

    /// <summary>The site of a fracture statement, whatever concept carries it.</summary>
    public static string SiteOf(Statement statement) => statement.Concept switch
    {
        Concepts.Vertebral => "vertebra",
        Concepts.Hip => "hip",
        _ => statement.Site,
    };
}
