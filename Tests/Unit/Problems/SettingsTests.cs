using Parley.Tests.Support;
using Parley.WebFrontend;
using Parley.Silo.Startup;
using Xunit;

namespace Parley.Tests.Unit.Problems;

public sealed class SettingsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_faults_are_told_at_once_by_the_settings_full_name()
    {
        var sentence = Explain(
            "--Parley:Passwords:Iterations=1000", "--Parley:Sessions:RefreshGrace=1.00:00:00", "--Parley:Sessions:Issuer= ",
            "--Parley:Throttling:SignIn=often", "--Parley:Requests:MaxJsonDepth=1000");

        Assert.Equal(5, sentence!.Split(Environment.NewLine).Length);
        Assert.Contains("Parley:Passwords:Iterations is \"1000\". It must be from 210000 to 10000000.", sentence, StringComparison.Ordinal);
        Assert.Contains("Parley:Throttling:SignIn is \"often\"", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_of_another_type_is_told_by_its_name() =>
        Assert.Contains("Parley:Sessions:IdleLifetime is \"long\". It must be a time, hours:minutes:seconds. For example Parley__Sessions__IdleLifetime=", Explain("--Parley:Sessions:IdleLifetime=long"), StringComparison.Ordinal);

    private string? Explain(params string[] settings)
    {
        var fault = Assert.ThrowsAny<Exception>(() => ParleyServer.Build([$"--Parley:DataPath={_folder.Path}", "--urls=http://127.0.0.1:0", .. settings]));
        return StartupFaults.Explain(fault);
    }
}
