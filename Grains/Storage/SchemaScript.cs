using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Parley.Grains.Storage;

/// <summary>One step of a schema: <c>Storage/Sql/{engine}/{module}/{Version:0000}_{Name}.sql</c>.</summary>
public sealed partial record SchemaScript(int Version, string Name, string Sql)
{
    /// <summary>
    /// Programs that know the schema only up to a number below this cannot work with what the script makes. 0, as nearly always: it only adds, and older programs go on beside newer ones.
    /// A script that takes away or changes what they use begins with the line <c>-- Needs programs of schema N.</c>; N is the first schema whose programs do without.
    /// </summary>
    public int Needs => FirstLine().Match(Sql) is { Success: true } match ? int.Parse(match.Groups["needs"].Value, CultureInfo.InvariantCulture) : 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Version:0000}_{Name}");

    /// <summary>All steps of a module that this program knows, in order.</summary>
    public static IReadOnlyList<SchemaScript> Of(SqlEngine engine, string module)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var prefix = $"{(engine == SqlEngine.Sqlite ? "sqlite" : "mysql")}/{module}/";
        return
        [
            .. assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                var file = Path.GetFileNameWithoutExtension(name[prefix.Length..]);
                return new SchemaScript(int.Parse(file[..4], CultureInfo.InvariantCulture), file[5..], reader.ReadToEnd());
            }),
        ];
    }

    [GeneratedRegex(@"\A-- Needs programs of schema (?<needs>\d+)\.\r?\n", RegexOptions.ExplicitCapture)]
    private static partial Regex FirstLine();
}
