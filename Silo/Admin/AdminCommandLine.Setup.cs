using System.CommandLine;
using Parley.Setup;

namespace Parley.Silo.Admin;

public sealed partial class AdminCommandLine
{
    private Command NewSetupLink()
    {
        var command = new Command("setup-link", "Make a link by which the first administrator is made, once. The one before counts no more.");
        command.SetAction((parsed, cancellation) => Do(parsed, admin => admin.NewSetupLink(cancellation), Print, cancellation));
        return command;

        static IEnumerable<string> Print(SetupLink link) =>
            [link.Url is { } url ? $"Counts once, shown only now: {url}" : $"Counts once, shown only now. At the address of the server: {SetupLink.Path(link.Token!)}"];
    }
}
