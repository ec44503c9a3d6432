using System.CommandLine;
using System.Globalization;

namespace Parley.Silo.Admin;

public sealed partial class AdminCommandLine
{
    private Command Nodes() => new("nodes", "Look after the processes of the cluster.") { ListNodes(), DrainNode() };

    private Command ListNodes()
    {
        var command = new Command("list", "List silos and frontends: kind, name, address, status, version, since when, rooms or connections.");
        command.SetAction((parsed, cancellation) =>
            Do(parsed, admin => admin.Nodes(new NodesRequest(Drain: null, Force: false), cancellation), found => found.Nodes.Select(Line), cancellation));
        return command;
    }

    private Command DrainNode()
    {
        var node = new Argument<string>("NODE") { Description = "Name or address of a silo, id or address of a frontend, as nodes list has it." };
        var force = new Option<bool>("--force") { Description = "Also if it is the only one of its kind." };
        var command = new Command("drain", "Have a node stop as on SIGTERM: it is ready no more, its clients or rooms move to others, its process ends with 0.") { node, force };
        command.SetAction((parsed, cancellation) => Do(
            parsed,
            admin => admin.Nodes(new NodesRequest(parsed.GetRequiredValue(node), parsed.GetValue(force)), cancellation),
            found => found.Nodes.Select(one => $"The {one.Kind} {one.Name} stops. See: {Call} nodes list"),
            cancellation));
        return command;
    }

    private Command Limits() => new("limits", "Look after who is refused for asking too often.") { ListLimits(), LiftLimit() };

    private Command ListLimits()
    {
        var command = new Command("list", "List who is refused now: scope, whom (user id, address, user name), until when.");
        command.SetAction((parsed, cancellation) => Do(
            parsed, admin => admin.Limits(new LimitsRequest(null, null), cancellation),
            found => found.Blocked.Count == 0 ? ["Nobody is refused."] : found.Blocked.Select(one => $"{one.Scope}\t{one.Key}\t{Time(one.Until)}"),
            cancellation));
        return command;
    }

    private Command LiftLimit()
    {
        var scope = new Argument<string>("SCOPE") { Description = "As limits list has it, e.g. sign-in, or account for guesses at the password of a user." };
        var key = new Argument<string>("WHOM") { Description = "User id, address or user name, as limits list has it." };
        var command = new Command("lift", "Let somebody go on at once; they are counted anew.") { scope, key };
        command.SetAction((parsed, cancellation) => Do(
            parsed,
            admin => admin.Limits(new LimitsRequest(parsed.GetRequiredValue(scope), parsed.GetRequiredValue(key)), cancellation),
            _ => [$"{parsed.GetRequiredValue(key)} may go on."],
            cancellation));
        return command;
    }

    private Command Outbox()
    {
        var command = new Command("outbox", "Say how many messages by mail and SMS wait to be sent.");
        command.SetAction((parsed, cancellation) => Do(parsed, admin => admin.Outbox(cancellation), Print, cancellation));
        return command;

        static IEnumerable<string> Print(Delivery.OutboxStatus status) => status.Waiting == 0
            ? ["Nothing waits."]
            :
            [
                string.Create(CultureInfo.InvariantCulture, $"{status.Waiting} messages wait; {status.Retried} of them could not be sent yet."),
                $"The next is due at {Time(status.NextDueAt)}; the first is given up at {Time(status.FirstExpiresAt)}.",
            ];
    }

    private static string Line(AdminNode node) => string.Join('\t',
        node.Kind, node.Name, node.Address, node.Status, node.Version ?? "-", Time(node.StartedAt), node.Load?.ToString(CultureInfo.InvariantCulture) ?? "-");
}
