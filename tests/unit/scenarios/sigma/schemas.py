"""Every field that a product writes into a record of one kind: what a whole record must have, neither less nor more.

Sources: Microsoft's pages on security auditing events and their event schemas (Security 1102, 4624 ... 5145; System 104,
7036, 7045); the manifest of Sysmon 15 and of Sysmon for Linux (events 1 to 23); Microsoft's schema of PowerShell's
operational log (4104); Microsoft's list of Defender's events (1116, 5001); the audit field dictionary of the Linux audit
project (SYSCALL, EXECVE, PATH, SERVICE_STOP). Written from those pages, not from detection rules.
"""

from __future__ import annotations

HEAD = """TimeCreated EventRecordID Version Level Task Opcode Keywords Execution_ProcessID Execution_ThreadID Channel
    Provider_Name Provider_Guid EventID Computer"""
"""The system part of every Windows event."""

_SUBJECT = "SubjectUserSid SubjectUserName SubjectDomainName SubjectLogonId"
_ACCOUNT = f"""TargetUserName TargetDomainName TargetSid {_SUBJECT} PrivilegeList SamAccountName DisplayName UserPrincipalName
    HomeDirectory HomePath ScriptPath ProfilePath UserWorkstations PasswordLastSet AccountExpires PrimaryGroupId AllowedToDelegateTo
    OldUacValue NewUacValue UserAccountControl UserParameters SidHistory LogonHours"""
_MEMBER = f"MemberName MemberSid TargetUserName TargetDomainName TargetSid {_SUBJECT} PrivilegeList"
_SHARE = f"{_SUBJECT} ObjectType IpAddress IpPort ShareName ShareLocalPath AccessMask AccessList"
_DEFENDER = "ProductName ProductVersion"

EVENTS: dict[tuple[str, int], str] = {
    ("Security", 1102): _SUBJECT,
    ("Security", 4624): f"""{_SUBJECT} TargetUserSid TargetUserName TargetDomainName TargetLogonId LogonType LogonProcessName
        AuthenticationPackageName WorkstationName LogonGuid TransmittedServices LmPackageName KeyLength ProcessId ProcessName IpAddress
        IpPort ImpersonationLevel RestrictedAdminMode TargetOutboundUserName TargetOutboundDomainName VirtualAccount
        TargetLinkedLogonId ElevatedToken""",
    ("Security", 4625): f"""{_SUBJECT} TargetUserSid TargetUserName TargetDomainName Status FailureReason SubStatus LogonType
        LogonProcessName AuthenticationPackageName WorkstationName TransmittedServices LmPackageName KeyLength ProcessId ProcessName
        IpAddress IpPort""",
    ("Security", 4634): "TargetUserSid TargetUserName TargetDomainName TargetLogonId LogonType",
    ("Security", 4648): f"""{_SUBJECT} LogonGuid TargetUserName TargetDomainName TargetLogonGuid TargetServerName TargetInfo
        ProcessId ProcessName IpAddress IpPort""",
    ("Security", 4662): f"""{_SUBJECT} ObjectServer ObjectType ObjectName OperationType HandleId AccessList AccessMask Properties
        AdditionalInfo AdditionalInfo2""",
    ("Security", 4663): f"""{_SUBJECT} ObjectServer ObjectType ObjectName HandleId AccessList AccessMask ProcessId ProcessName
        ResourceAttributes""",
    ("Security", 4672): f"{_SUBJECT} PrivilegeList",
    ("Security", 4688): f"""{_SUBJECT} NewProcessId NewProcessName TokenElevationType ProcessId CommandLine TargetUserSid TargetUserName
        TargetDomainName TargetLogonId ParentProcessName MandatoryLabel""",
    ("Security", 4697): f"""{_SUBJECT} ServiceName ServiceFileName ServiceType ServiceStartType ServiceAccount ClientProcessStartKey
        ClientProcessId ParentProcessId""",
    ("Security", 4698): f"""{_SUBJECT} TaskName TaskContent ClientProcessStartKey ClientProcessId ParentProcessId RpcCallClientLocality
        FQDN""",
    ("Security", 4720): _ACCOUNT,
    ("Security", 4728): _MEMBER,
    ("Security", 4732): _MEMBER,
    ("Security", 4738): f"Dummy {_ACCOUNT}",
    ("Security", 4768): """TargetUserName TargetDomainName TargetSid ServiceName ServiceSid TicketOptions Status TicketEncryptionType
        PreAuthType IpAddress IpPort CertIssuerName CertSerialNumber CertThumbprint""",
    ("Security", 4769): """TargetUserName TargetDomainName ServiceName ServiceSid TicketOptions TicketEncryptionType IpAddress IpPort
        Status LogonGuid TransmittedServices""",
    ("Security", 4776): "PackageName TargetUserName Workstation Status",
    ("Security", 5136): f"""{_SUBJECT} OpCorrelationID AppCorrelationID DSName DSType ObjectDN ObjectGUID ObjectClass
        AttributeLDAPDisplayName AttributeSyntaxOID AttributeValue OperationType""",
    ("Security", 5140): _SHARE,
    ("Security", 5145): f"{_SHARE} RelativeTargetName AccessReason",
    ("System", 104): "SubjectUserName SubjectDomainName BackupPath",
    ("System", 7036): "param1 param2",
    ("System", 7045): "ServiceName ImagePath ServiceType StartType AccountName",
    ("Application", 524): "",
    ("PowerShell", 4104): "MessageNumber MessageTotal ScriptBlockText ScriptBlockId Path",
    ("Defender", 1116): f"""{_DEFENDER} DetectionID DetectionTime ThreatID ThreatName SeverityID SeverityName CategoryID CategoryName
        StatusCode State SourceID SourceName ProcessName DetectionUser Path OriginID OriginName TypeID TypeName ActionID ActionName
        ErrorCode""",
    ("Defender", 5001): _DEFENDER,
    ("Sysmon", 1): """RuleName UtcTime ProcessGuid ProcessId Image FileVersion Description Product Company OriginalFileName CommandLine
        CurrentDirectory User LogonGuid LogonId TerminalSessionId IntegrityLevel Hashes ParentProcessGuid ParentProcessId ParentImage
        ParentCommandLine ParentUser""",
    ("Sysmon", 3): """RuleName UtcTime ProcessGuid ProcessId Image User Protocol Initiated SourceIsIpv6 SourceIp SourceHostname
        SourcePort SourcePortName DestinationIsIpv6 DestinationIp DestinationHostname DestinationPort DestinationPortName""",
    ("Sysmon", 7): """RuleName UtcTime ProcessGuid ProcessId Image ImageLoaded FileVersion Description Product Company OriginalFileName
        Hashes Signed Signature SignatureStatus User""",
    ("Sysmon", 8): """RuleName UtcTime SourceProcessGuid SourceProcessId SourceImage TargetProcessGuid TargetProcessId TargetImage
        NewThreadId StartAddress StartModule StartFunction SourceUser TargetUser""",
    ("Sysmon", 10): """RuleName UtcTime SourceProcessGUID SourceProcessId SourceThreadId SourceImage TargetProcessGUID TargetProcessId
        TargetImage GrantedAccess CallTrace SourceUser TargetUser""",
    ("Sysmon", 11): "RuleName UtcTime ProcessGuid ProcessId Image TargetFilename CreationUtcTime User",
    ("Sysmon", 12): "RuleName EventType UtcTime ProcessGuid ProcessId Image TargetObject User",
    ("Sysmon", 13): "RuleName EventType UtcTime ProcessGuid ProcessId Image TargetObject Details User",
    ("Sysmon", 17): "RuleName EventType UtcTime ProcessGuid ProcessId PipeName Image User",
    ("Sysmon", 20): "RuleName EventType UtcTime Operation User Name Type Destination",
    ("Sysmon", 22): "RuleName UtcTime ProcessGuid ProcessId QueryName QueryStatus QueryResults Image User",
    ("Sysmon", 23): "RuleName UtcTime ProcessGuid ProcessId User Image TargetFilename Hashes IsExecutable Archived",
}
"""(log, event id) → the fields of its data part."""

CHANNELS = {
    "Microsoft-Windows-PowerShell/Operational": "PowerShell",
    "Microsoft-Windows-Windows Defender/Operational": "Defender",
    "Microsoft-Windows-Sysmon/Operational": "Sysmon",
    "Linux-Sysmon/Operational": "Sysmon",
}

AUDIT: dict[str, str] = {
    "SYSCALL": """arch syscall success exit a0 a1 a2 a3 items ppid pid auid uid gid euid suid fsuid egid sgid fsgid tty ses comm exe
        subj key""",
    "EXECVE": "argc a0 a1 a2 a3",
    "PATH": "item name inode dev mode ouid ogid rdev nametype cap_fp cap_fi cap_fe cap_fver",
    "SERVICE_STOP": "pid uid auid ses subj unit comm exe hostname addr terminal res",
}
"""Record type → its fields; each has `type`, `msg` (moment and serial) and `node` besides. EXECVE may have more arguments."""
