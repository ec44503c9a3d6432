using System.Reflection;
using System.Text.RegularExpressions;
using Parley.Audit;
using Xunit;

namespace Parley.Tests.Docs;

public partial class AuditEventNamesTests
{
    [Fact]
    public void The_web_client_offers_every_event_of_the_audit_log_to_look_for()
    {
        var known = typeof(AuditEvents).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);
        var offered = Name().Matches(File.ReadAllText(Path.Combine(GeneratedDoc.Root, "WebFrontend/Client/src/administration/audit-state.ts"))).Select(match => match.Groups[1].Value);

        Assert.Equal(known.Order(StringComparer.Ordinal), offered.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("'([a-z_]+)'")]
    private static partial Regex Name();
}
