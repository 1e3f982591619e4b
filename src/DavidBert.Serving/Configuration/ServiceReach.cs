namespace DavidBert.Serving.Configuration;

/// <summary>From where the service can be called. What is not known to be near is taken to be far.</summary>
internal enum ServiceReach
{
    /// <summary>From this machine alone.</summary>
    ThisMachine,

    /// <summary>From other machines.</summary>
    Network,

    /// <summary>From anywhere, through the front end of Azure, which knows the app's names.</summary>
    Azure,
}
