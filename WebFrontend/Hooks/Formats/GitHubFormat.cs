using System.Globalization;
using System.Text.Json;

namespace Parley.WebFrontend.Hooks.Formats;

/// <summary>GitHub's webhooks (Gitea and Forgejo send the same). Of what is of no interest to readers nothing is said. Pure.</summary>
public static class GitHubFormat
{
    private const int MaxCommits = 5;
    private const int Excerpt = 500;

    /// <param name="kind">Of the header X-GitHub-Event; null: it can only be guessed at.</param>
    public static HookReading Read(string? kind, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return HookReading.Refuse(HookAnswers.InvalidPayload);
        }

        var action = json.Text("action");
        var text = kind switch
        {
            "ping" => $"Connected to {Repository(json)}. {Code(json.Text("zen"))}",
            "push" => Push(json),
            "create" => $"{Sender(json)} made {MarkdownText.Line(json.Text("ref_type"))} {Code(json.Text("ref"))} in {Repository(json)}",
            "delete" => $"{Sender(json)} deleted {MarkdownText.Line(json.Text("ref_type"))} {Code(json.Text("ref"))} in {Repository(json)}",
            "fork" => $"{Sender(json)} forked {Repository(json)} to {MarkdownText.Link(json.Text("forkee", "html_url"), json.Text("forkee", "full_name"))}",
            "star" when action == "created" => $"{Sender(json)} starred {Repository(json)}",
            "issues" when action is "opened" or "closed" or "reopened" or "assigned" => Titled(json, "issue", action),
            "pull_request" when action is "opened" or "closed" or "reopened" or "ready_for_review" or "review_requested" =>
                Titled(json, "pull_request", action == "closed" && json.At("pull_request").At("merged").ValueKind == JsonValueKind.True ? "merged" : action),
            "issue_comment" when action == "created" => Comment(json, "issue"),
            "commit_comment" when action == "created" => Comment(json, "commit"),
            "pull_request_review_comment" when action == "created" => Comment(json, "pull_request"),
            "pull_request_review" when action == "submitted" => Review(json),
            "release" when action == "published" => $"{Sender(json)} released {MarkdownText.BoldLink(json.Text("release", "html_url"), json.Text("release", "name") ?? json.Text("release", "tag_name"))} of {Repository(json)}{Quoted(json.Text("release", "body"))}",
            "workflow_run" when action == "completed" => Run(json, "workflow_run"),
            "check_suite" or "check_run" or "workflow_job" or "workflow_run" or "status" or "star" or "watch" => null, // many, and a workflow says it once
            _ when IsKnown(kind) => null,
            _ => $"{Sender(json)}: {MarkdownText.Line($"{kind?.Replace('_', ' ')} {action}")} in {Repository(json)}",
        };
        return HookReading.Say(text);
    }

    /// <summary>Events of which some actions are shown, and others not.</summary>
    private static bool IsKnown(string? kind) => kind is "issues" or "pull_request" or "issue_comment" or "commit_comment" or "pull_request_review_comment" or "pull_request_review" or "release";

    private static string? Push(JsonElement json)
    {
        var branch = (json.Text("ref") ?? "").Replace("refs/heads/", "", StringComparison.Ordinal).Replace("refs/tags/", "tag ", StringComparison.Ordinal);
        var commits = json.Items("commits").ToList();
        if (json.At("deleted").ValueKind == JsonValueKind.True || (commits.Count == 0 && json.At("created").ValueKind == JsonValueKind.True))
        {
            return null; // create and delete say it
        }

        var who = MarkdownText.Line(json.Text("pusher", "name") ?? json.Text("sender", "login") ?? "somebody");
        var what = MarkdownText.Link(json.Text("compare"), commits.Count == 1 ? "1 commit" : string.Create(CultureInfo.InvariantCulture, $"{commits.Count} commits"));
        var lines = Commits(commits, commit => commit.Text("author", "name"));
        return $"{who} {(json.At("forced").ValueKind == JsonValueKind.True ? "force-pushed" : "pushed")} {what} to {Code(branch)} of {Repository(json)}{(lines.Length > 0 ? $"\n\n{lines}" : "")}";
    }

    internal static string Commits(IReadOnlyList<JsonElement> commits, Func<JsonElement, string?> author)
    {
        var lines = commits.Take(MaxCommits).Select(commit =>
        {
            var id = commit.Text("id") ?? "";
            var message = MarkdownText.Line((commit.Text("message") ?? "").Split('\n')[0]);
            return $"{MarkdownText.Link(commit.Text("url"), id[..Math.Min(8, id.Length)])} {message}{(author(commit) is { } name ? $" – {MarkdownText.Line(name)}" : "")}";
        }).ToList();
        if (commits.Count > MaxCommits)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"… and {commits.Count - MaxCommits} more"));
        }

        return lines.Count == 0 ? "" : MarkdownText.Quote(string.Join('\n', lines));
    }

    /// <summary>Text of others, below what is said of it.</summary>
    internal static string Quoted(string? markdown) => MarkdownText.Excerpt(markdown, Excerpt) is { Length: > 0 } text ? $"\n\n{MarkdownText.Quote(text)}" : "";

    internal static string Code(string? text) => MarkdownText.Line(text).Replace('`', '\'') is { Length: > 0 } line ? $"`{line}`" : "";

    private static string Titled(JsonElement json, string what, string? action)
    {
        var one = json.At(what);
        var name = what == "issue" ? "issue" : "pull request";
        return $"{Sender(json)} {action?.Replace('_', ' ')} {name} {MarkdownText.BoldLink(one.Text("html_url"), $"#{one.Text("number")} {one.Text("title")}")} in {Repository(json)}{(action == "opened" ? Quoted(one.Text("body")) : "")}";
    }

    private static string Comment(JsonElement json, string on)
    {
        var about = on == "commit" ? $"commit {Code(json.Text("comment", "commit_id") is { Length: > 8 } id ? id[..8] : "")}" : $"#{json.Text(on, "number")} {MarkdownText.Line(json.Text(on, "title"))}";
        return $"{Sender(json)} {MarkdownText.Link(json.Text("comment", "html_url"), "commented")} on {about} in {Repository(json)}{Quoted(json.Text("comment", "body"))}";
    }

    private static string Review(JsonElement json)
    {
        var verdict = json.Text("review", "state")?.ToLowerInvariant() switch { "approved" => "🟢 approved", "changes_requested" => "🔴 wants changes in", _ => "reviewed" };
        return $"{Sender(json)} {verdict} {MarkdownText.BoldLink(json.Text("review", "html_url"), $"#{json.Text("pull_request", "number")} {json.Text("pull_request", "title")}")} in {Repository(json)}{Quoted(json.Text("review", "body"))}";
    }

    private static string Run(JsonElement json, string what)
    {
        var run = json.At(what);
        var conclusion = run.Text("conclusion");
        var sign = conclusion switch { "success" => "🟢", "failure" or "timed_out" or "startup_failure" => "🔴", _ => "🟡" };
        return $"{sign} {MarkdownText.BoldLink(run.Text("html_url"), run.Text("name"))}: {MarkdownText.Line(conclusion?.Replace('_', ' '))} on {Code(run.Text("head_branch"))} of {Repository(json)}";
    }

    private static string Sender(JsonElement json) => MarkdownText.Link(json.Text("sender", "html_url"), json.Text("sender", "login") ?? "somebody");

    private static string Repository(JsonElement json) => json.Text("repository", "full_name") is { } name
        ? MarkdownText.Link(json.Text("repository", "html_url"), name)
        : MarkdownText.Line(json.Text("organization", "login") ?? "an organisation");
}
