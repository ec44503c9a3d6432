using System.Globalization;
using System.Reflection;

namespace Parley.Grains.Storage;

/// <summary>One step of a schema: <c>Storage/Sql/{engine}/{module}/{Version:0000}_{Name}.sql</c>.</summary>
public sealed record SchemaScript(int Version, string Name, string Sql)
{
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
}
