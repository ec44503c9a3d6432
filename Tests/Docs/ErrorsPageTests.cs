using System.Reflection;
using System.Text;
using Parley.Errors;
using Xunit;

namespace Parley.Tests.Docs;

public class ErrorsPageTests
{
    [Fact]
    public void The_page_lists_every_refusal()
    {
        var table = new StringBuilder("| code | HTTP | what it says |\n|---|---|---|\n");
        foreach (var (code, kind) in ErrorCatalog.Kinds.OrderBy(kind => kind.Value.Status).ThenBy(kind => kind.Key, StringComparer.Ordinal))
        {
            table.Append('|').AppendJoin('|', $" `{code}` ", $" {kind.Status} ", $" {kind.Sentence} ").Append("|\n");
        }

        GeneratedDoc.IsUpToDate("docs/errors.md", table.ToString());
    }

    [Fact]
    public void Every_code_has_a_kind()
    {
        var codes = typeof(ErrorCatalog).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(codes.Order(StringComparer.Ordinal), ErrorCatalog.Kinds.Keys.Order(StringComparer.Ordinal));
    }
}
