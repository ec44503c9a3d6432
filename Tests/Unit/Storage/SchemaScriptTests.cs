using System.Text.RegularExpressions;
using Parley.Grains.Storage;
using Xunit;

namespace Parley.Tests.Unit.Storage;

/// <summary>Nodes of two versions work on one database: a script that older ones could not live with says so in its first line.</summary>
public sealed partial class SchemaScriptTests
{
    /// <summary>From before the rule. Those of SQLite are never met by two programs at once.</summary>
    private static readonly string[] Before = ["sqlite/messages/0012_order_of_room_names"];

    public static TheoryData<SqlEngine, string> Modules()
    {
        var all = new TheoryData<SqlEngine, string>();
        foreach (var engine in Enum.GetValues<SqlEngine>())
        {
            foreach (var module in Databases.Modules)
            {
                all.Add(engine, module);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public void Scripts_only_add_or_say_which_programs_do_without_what_they_take_away(SqlEngine engine, string module)
    {
        var silent = SchemaScript.Of(engine, module)
            .Where(script => script.Needs == 0 && TakesAway(script.Sql))
            .Select(script => $"{(engine == SqlEngine.Sqlite ? "sqlite" : "mysql")}/{module}/{script}");

        Assert.Empty(silent.Except(Before));
    }

    [Theory]
    [InlineData("DROP TABLE rooms;", true)]
    [InlineData("ALTER TABLE rooms DROP COLUMN name;", true)]
    [InlineData("ALTER TABLE rooms RENAME COLUMN name TO title;", true)]
    [InlineData("ALTER TABLE rooms MODIFY name VARCHAR(10);", true)]
    [InlineData("ALTER TABLE rooms ADD COLUMN topic TEXT NOT NULL;", true)] // older programs insert rows without it
    [InlineData("ALTER TABLE rooms\n    ADD UNIQUE KEY rooms_by_name (name);", true)]
    [InlineData("CREATE UNIQUE INDEX rooms_by_name ON rooms (name);", true)]
    [InlineData("CREATE TABLE topics (room TEXT); CREATE UNIQUE INDEX topics_by_room ON topics (room);", false)]
    [InlineData("ALTER TABLE rooms ADD COLUMN topic TEXT;", false)]
    [InlineData("ALTER TABLE rooms ADD COLUMN size BIGINT NOT NULL DEFAULT 0, ADD KEY rooms_by_size (size);", false)]
    [InlineData("CREATE TABLE topics (room VARCHAR(26) NOT NULL, UNIQUE (room)); -- not DROP TABLE", false)]
    public void What_older_programs_could_not_live_with_is_known(string sql, bool takesAway) => Assert.Equal(takesAway, TakesAway(sql));

    [Theory]
    [InlineData("-- Needs programs of schema 12.\nDROP TABLE x;", 12)]
    [InlineData("-- Something else.\n-- Needs programs of schema 12.\nDROP TABLE x;", 0)]
    [InlineData("CREATE TABLE x (y INTEGER);", 0)]
    public void It_is_said_in_the_first_line(string sql, int needs) => Assert.Equal(needs, new SchemaScript(13, "x", sql).Needs);

    private static bool TakesAway(string script)
    {
        var sql = Comment().Replace(script, "");
        return Removal().IsMatch(sql) || UniqueIndex().Matches(sql).Any(index => !Regex.IsMatch(sql, $@"CREATE\s+TABLE\s+(IF\s+NOT\s+EXISTS\s+)?{index.Groups["table"].Value}\b"));
    }

    [GeneratedRegex(@"\bCREATE\s+UNIQUE\s+INDEX\s+\w+\s+ON\s+(?<table>\w+)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex UniqueIndex();

    [GeneratedRegex("--[^\n]*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\bDROP\s+(TABLE|COLUMN)\b|\bRENAME\b|\b(MODIFY|CHANGE)\b|\bADD\s+COLUMN\s+\w+\s[^,;]*\bNOT\s+NULL\b(?![^,;]*\bDEFAULT\b)|\bADD\s+(UNIQUE|CONSTRAINT)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Removal();
}
