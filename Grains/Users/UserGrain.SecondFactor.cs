using Parley.Errors;
using Parley.Grains.Verification;
using Parley.SecondFactor;
using Parley.Sessions;

namespace Parley.Grains.Users;

public sealed partial class UserGrain
{
    private const int TicketAttempts = 5;
    private static readonly TimeSpan TicketLifetime = TimeSpan.FromMinutes(5);

    public async Task<Outcome<SignedIn>> ContinueSignIn(ContinueSignIn command)
    {
        // 1. Was the password right, a moment ago? Counts the attempt, whatever comes of it.
        if (!await codes.AttemptAsync(command.TicketId, CodePurposes.SignIn, Id, command.TicketSecret))
        {
            return ErrorCatalog.Error(ErrorCatalog.TicketEnded);
        }

        // 2. Spend the code. A factor that was turned off meanwhile refuses every code: the password opens a session again.
        var spent = await GrainFactory.SecondFactor(Id).Spend(new ShowCode(command.Code));
        if (spent.IsError)
        {
            return spent.Error;
        }

        // 3. Spend the ticket: two codes do not make two sessions of it.
        return await codes.FinishAsync(command.TicketId, CodePurposes.SignIn, Id)
            ? await OpenSessionByPassword(command.Session)
            : ErrorCatalog.Error(ErrorCatalog.TicketEnded);
    }

    private async Task<Error> AskForSecondFactor()
    {
        var secret = OneTimeCode.Secret();
        var ticket = new OneTimeCode(OneTimeCode.NewId(), CodePurposes.SignIn, Id, Address: "", secret, Link: "", TicketAttempts, TicketLifetime);
        await codes.AddAsync(ticket);
        return ErrorCatalog.Error(ErrorCatalog.SecondFactorNeeded) with { Ticket = SignInTicket.Format(Id, ticket.Id, secret) };
    }
}
