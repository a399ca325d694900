using System.Text;
using Opportune.Reading;

namespace Opportune.Tests.Unit.Reading;

/// <summary>English reports of any kind are told from those in other languages by a wide margin.</summary>
public class KnownWordsTests
{
    [Theory]
    [InlineData("LUMBAR SPINE: Vertebral body heights are maintained. No listhesis. Mild facet arthropathy at L4-L5. The conus is normal in position.")]
    [InlineData("Left ventricular ejection fraction is 55-60 percent. Trivial mitral regurgitation. Normal right ventricular systolic function.")]
    [InlineData("The gallbladder is surgically absent. The liver is homogeneous in echotexture. No hydronephrosis.")]
    [InlineData("RIGHT KNEE, 3 VIEWS: No fracture or dislocation. Small joint effusion. Joint spaces are preserved.")]
    public void Of_English_more_than_half_is_known(string text) => Assert.InRange(Share(text), 0.55, 1);

    [Theory]
    [InlineData("Se observan calcificaciones ateromatosas en la aorta abdominal y en las arterias iliacas. No se identifica derrame pleural. Fractura por compresion del cuerpo vertebral L1.")]
    [InlineData("Radiografia de torax PA y lateral. Silueta cardiaca de tamano normal. Campos pulmonares sin infiltrados ni consolidaciones.")]
    [InlineData("Nachweis von Verkalkungen der Koronararterien und der thorakalen Aorta. Kein Pleuraerguss. Alte Sinterungsfraktur des ersten Lendenwirbelkörpers.")]
    [InlineData("Röntgen Thorax in zwei Ebenen. Herz normal groß. Keine Stauung, keine pneumonischen Infiltrate. Degenerative Veränderungen der Brustwirbelsäule.")]
    public void Of_other_languages_much_less_than_half_is_known(string text) => Assert.InRange(Share(text), 0, 0.4);

    [Fact]
    public void Numbers_signs_and_redactions_are_no_words() => Assert.Equal((2, 1), new KnownWords(Dev.Compiled).Count("Fracture 12.5 % XXXX : zzyzx"u8));

    private static double Share(string text)
    {
        var (words, known) = new KnownWords(Dev.Compiled).Count(Encoding.UTF8.GetBytes(text));
        return (double)known / words;
    }
}
