using System.Globalization;
using System.Text.Json;

namespace Parley.WebFrontend.Hooks.Formats;

/// <summary>GitLab's webhooks. Of what is of no interest to readers nothing is said. Pure.</summary>
public static class GitLabFormat
{
    private const string NoCommit = "0000000000000000000000000000000000000000";

    public static HookReading Read(JsonElement json)
    {
        if (json.Text("object_kind") is not { } kind)
        {
            return HookReading.Refuse(HookAnswers.InvalidPayload);
        }

        var one = json.At("object_attributes");
        return HookReading.Say(kind switch
        {
            "push" => Push(json),
            "tag_push" => $"{Who(json)} {(json.Text("after") == NoCommit ? "deleted" : "pushed")} tag {GitHubFormat.Code(json.Text("ref")?.Replace("refs/tags/", "", StringComparison.Ordinal))} of {Project(json)}",
            "issue" or "work_item" => Titled(json, "issue", "#"),
            "merge_request" => Titled(json, "merge request", "!"),
            "note" => $"{Who(json)} {MarkdownText.Link(one.Text("url"), "commented")} on {About(json)} in {Project(json)}{GitHubFormat.Quoted(one.Text("note"))}",
            "pipeline" => Pipeline(json, one),
            "release" => $"{MarkdownText.BoldLink(json.Text("url"), json.Text("name"))} of {Project(json)} was released{(json.Text("action") is "update" or "delete" ? $" ({json.Text("action")})" : "")}{GitHubFormat.Quoted(json.Text("description"))}",
            "wiki_page" => $"{Who(json)} changed the page {MarkdownText.BoldLink(one.Text("url"), one.Text("title"))} of the wiki of {Project(json)}",
            "deployment" when json.Text("status") is "success" or "failed" => $"{(json.Text("status") == "success" ? "🟢" : "🔴")} {MarkdownText.Link(json.Text("deployable_url"), "deployment")} to {GitHubFormat.Code(json.Text("environment"))} of {Project(json)}: {json.Text("status")}",
            "build" or "deployment" or "emoji" or "feature_flag" => null, // a pipeline says it once
            _ => $"{MarkdownText.Line(kind.Replace('_', ' '))} in {Project(json)}",
        });
    }

    private static string? Push(JsonElement json)
    {
        var commits = json.Items("commits").ToList();
        var branch = GitHubFormat.Code(json.Text("ref")?.Replace("refs/heads/", "", StringComparison.Ordinal));
        var count = json.Number("total_commits_count") ?? commits.Count;
        return json.Text("after") == NoCommit ? $"{Who(json)} deleted branch {branch} of {Project(json)}"
            : json.Text("before") == NoCommit && commits.Count == 0 ? $"{Who(json)} made branch {branch} of {Project(json)}"
            : $"{Who(json)} pushed {(count == 1 ? "1 commit" : string.Create(CultureInfo.InvariantCulture, $"{count} commits"))} to {branch} of {Project(json)}\n\n{GitHubFormat.Commits(commits, commit => commit.Text("author", "name"))}";
    }

    private static string? Titled(JsonElement json, string name, string sign)
    {
        var one = json.At("object_attributes");
        var action = one.Text("action") switch
        {
            "open" => "opened", "close" => "closed", "reopen" => "reopened", "merge" => "merged", "approved" => "🟢 approved", "unapproved" => "took back the approval of", _ => null,
        };
        return action is null ? null
            : $"{Who(json)} {action} {name} {MarkdownText.BoldLink(one.Text("url"), $"{sign}{one.Text("iid")} {one.Text("title")}")} in {Project(json)}{(action == "opened" ? GitHubFormat.Quoted(one.Text("description")) : "")}";
    }

    private static string? Pipeline(JsonElement json, JsonElement one)
    {
        var status = one.Text("status");
        var sign = status switch { "success" => "🟢", "failed" => "🔴", "canceled" => "🟡", _ => null };
        return sign is null ? null // not over yet
            : $"{sign} {MarkdownText.BoldLink(one.Text("url") ?? $"{json.Text("project", "web_url")}/-/pipelines/{one.Text("id")}", $"pipeline #{one.Text("id")}")}: {status} on {GitHubFormat.Code(one.Text("ref"))} of {Project(json)}";
    }

    private static string About(JsonElement json) =>
        json.At("merge_request").ValueKind == JsonValueKind.Object ? $"!{json.Text("merge_request", "iid")} {MarkdownText.Line(json.Text("merge_request", "title"))}"
        : json.At("issue").ValueKind == JsonValueKind.Object ? $"#{json.Text("issue", "iid")} {MarkdownText.Line(json.Text("issue", "title"))}"
        : json.Text("commit", "id") is { Length: > 8 } id ? $"commit {GitHubFormat.Code(id[..8])}"
        : "a snippet";

    private static string Who(JsonElement json) => MarkdownText.Line(json.Text("user", "name") ?? json.Text("user_name") ?? "somebody");

    private static string Project(JsonElement json) => MarkdownText.Link(json.Text("project", "web_url"), json.Text("project", "path_with_namespace") ?? "a project");
}
